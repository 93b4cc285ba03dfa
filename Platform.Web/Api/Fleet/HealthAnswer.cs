namespace Platform.Web.Api;

/// <summary>What /health answers when all is well.</summary>
/// <param name="Silos">Silos that reported themselves in the last seconds.</param>
internal sealed record HealthAnswer(string Status, string Database, int Silos);
