using Platform.Core.Views;

namespace Platform.Web.Experiments.Board;

/// <summary>What a browser that has <paramref name="Body"/> knows of a sweep's trials.</summary>
/// <param name="Key">Stands in the body: by it the browser says what it has.</param>
/// <param name="Changes">How many changes of its space or budget the sweep had: the axes are those after the last one.</param>
/// <param name="Trials">By number.</param>
/// <param name="Columns">Keys of the columns whose texts it has.</param>
/// <param name="Metric">Of the curves that it has.</param>
/// <param name="Stride">Every how many epochs they have a point.</param>
/// <param name="Body">See <see cref="BoardBytes"/>.</param>
public sealed record BoardSnapshot(string Key, int Changes, IReadOnlyList<TrialView> Trials, IReadOnlyList<string> Columns, string Metric, int Stride, byte[] Body);
