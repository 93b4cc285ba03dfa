using Platform.Web.Serving;

namespace Platform.Web.Api;

/// <summary>How a served version answered.</summary>
/// <param name="Figures">Null if nobody asked it since the server started.</param>
internal sealed record ServingAnswer(string Model, int Version, ServingFigures? Figures);
