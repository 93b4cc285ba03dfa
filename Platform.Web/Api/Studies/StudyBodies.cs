using System.Text.Json;

namespace Platform.Web.Api;

/// <summary>A new study.</summary>
/// <param name="Space">Parameters by name, as in a sweep file: <c>{"x":{"type":"float","low":0,"high":1}}</c>.</param>
/// <param name="Sampler">A name of the catalogue, or <c>{"name":"tpe","startup_trials":5}</c>; default auto.</param>
/// <param name="Pruner">As for the sampler; default none.</param>
/// <param name="Direction">minimize (default) or maximize.</param>
/// <param name="Directions">Instead of a direction, one an objective.</param>
/// <param name="Trials">How many trials may be asked for; none by default.</param>
/// <param name="MaxEpochs">How many intermediate values a trial may report; default 1.</param>
/// <param name="PastResults">Tables of earlier results to learn from, the most trusted first; with one objective only.</param>
internal sealed record StudyBody(
    JsonElement Space, string? Name = null, JsonElement? Sampler = null, JsonElement? Pruner = null, string? Direction = null, IReadOnlyList<string>? Directions = null,
    long? Seed = null, int? Trials = null, int? MaxEpochs = null, IReadOnlyList<PastResultsBody>? PastResults = null);

/// <summary>Earlier results to learn from.</summary>
/// <param name="Name">What reasons call them.</param>
/// <param name="Table">CSV with one column a parameter, <c>value</c> and, if wanted, <c>state</c>; or JSON lines such as <c>{"params":{"lr":0.01},"values":[0.2]}</c>.</param>
internal sealed record PastResultsBody(string? Name, string? Table);

/// <summary>How many trials to propose, 1 to 1,000.</summary>
internal sealed record AskBody(int Count = 1);

/// <summary>Intermediate values of the first objective.</summary>
/// <param name="Value">The value of <paramref name="Epoch"/>.</param>
/// <param name="Values">Instead of a value, those of the epoch and the following ones.</param>
/// <param name="Epoch">From 1; the next one by default.</param>
internal sealed record ReportBody(double? Value = null, IReadOnlyList<double>? Values = null, int? Epoch = null);

/// <summary>A trial's end.</summary>
/// <param name="Value">The objective's value.</param>
/// <param name="Values">Instead of a value, one an objective.</param>
/// <param name="State">completed (default), pruned or failed.</param>
/// <param name="Constraints">Fulfilled at 0 and below.</param>
internal sealed record TellBody(double? Value = null, IReadOnlyList<double>? Values = null, string? State = null, IReadOnlyList<double>? Constraints = null);
