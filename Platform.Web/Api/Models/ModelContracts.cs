using Training.Core;

namespace Platform.Web.Api;

/// <summary>Make a run's best checkpoint the model's next version.</summary>
/// <param name="Confirm">Promote even if it is worse than the champion.</param>
internal sealed record PromoteBody(string TrialId, string? Alias = null, string? Why = null, bool Confirm = false);

/// <summary>Point an alias to a version, or to none.</summary>
internal sealed record AliasBody(int? Version, string? Why = null, bool Confirm = false);

/// <summary>What a served version takes and answers.</summary>
internal sealed record SignatureAnswer(string Model, int Version, ModelSignature Signature);

/// <summary>Rows of raw values, each as long as the signature says.</summary>
internal sealed record PredictBody(IReadOnlyList<IReadOnlyList<double>> Inputs);

/// <summary>One prediction a row, in the rows' order.</summary>
internal sealed record PredictAnswer(string Model, int Version, IReadOnlyList<Prediction> Predictions);

/// <summary>The likeliest class, and the probabilities in the order of the signature's classes.</summary>
internal sealed record Prediction(string Class, IReadOnlyList<float> Probabilities);
