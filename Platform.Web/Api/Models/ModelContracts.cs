using System.Text.Json;
using System.Text.Json.Serialization;
using Training.Core;

namespace Platform.Web.Api;

/// <summary>Make a run's best checkpoint the model's next version.</summary>
/// <param name="Confirm">Promote even if it is worse than the champion.</param>
/// <param name="Override">Why the alias is to move even if the version does not pass the model's gates.</param>
internal sealed record PromoteBody(string TrialId, string? Alias = null, string? Why = null, bool Confirm = false, string? Override = null);

/// <summary>Point an alias to a version, or to none.</summary>
/// <param name="Override">Why the alias is to move even if the version does not pass the model's gates.</param>
internal sealed record AliasBody(int? Version, string? Why = null, bool Confirm = false, string? Override = null);

/// <summary>What a served version takes and answers.</summary>
internal sealed record SignatureAnswer(string Model, int Version, ModelSignature Signature);

/// <summary>
/// Rows of raw values: a list as long as the signature says; for a model of a table an object of column names and values; for a model of a series a window, a
/// list of steps, oldest first, each a list of the columns' values or an object.
/// </summary>
internal sealed record PredictBody(IReadOnlyList<JsonElement> Inputs);

/// <summary>A text for a language model to continue; see <see cref="GenerationOptions"/>.</summary>
/// <param name="Prompt">At least one character; only the last tokens count, as many as the model's context.</param>
/// <param name="Tokens">Tokens to write, 1 to 4096.</param>
/// <param name="Temperature">0 to 10; 0 always takes the likeliest token.</param>
/// <param name="TopK">Only so many of the likeliest tokens may be drawn; 0 allows all.</param>
/// <param name="Seed">Of the draws.</param>
public sealed record GenerateBody(string Prompt, int Tokens = 200, double Temperature = 1, int TopK = 0, long Seed = 1);

/// <summary>The continuation, without the prompt.</summary>
public sealed record GenerateAnswer(string Model, int Version, string Text);

/// <summary>One prediction a row, in the rows' order.</summary>
/// <param name="Columns">The columns of a forecast's steps; left out for other models.</param>
public sealed record PredictAnswer(
    string Model, int Version, IReadOnlyList<Prediction> Predictions,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Columns = null);

/// <summary>Why each row got its answer, in the rows' order.</summary>
internal sealed record ExplanationsAnswer(string Model, int Version, IReadOnlyList<Explanation> Explanations);

/// <summary>The likeliest class and the probabilities in the order of the signature's classes; where the model predicts a number, that number; or the steps after a window.</summary>
/// <param name="Forecast">By step and column, in the data's own units; left out for other models.</param>
public sealed record Prediction(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Class, IReadOnlyList<float> Probabilities,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Value = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<IReadOnlyList<double>>? Forecast = null);
