using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Charts;

namespace Platform.Web.Registry;

/// <summary>Two versions of a model side by side: tests, groups, confusion, parameters, data, curves, and what the gates would say of the second.</summary>
public sealed partial class VersionsPage
{
    private VersionSide? _left;
    private VersionSide? _right;
    private RunComparison? _comparison;
    private PromotionEvaluated? _evaluation;
    private string _metric = "validation_loss";
    private int _reads;
    private bool _missing;

    [Parameter] public string Name { get; set; } = "";

    /// <summary>Two numbers of versions, separated by a comma.</summary>
    [SupplyParameterFromQuery] public string? Versions { get; set; }

    [Inject] private PlatformViews Views { get; set; } = null!;

    [Inject] private PlatformCommands Commands { get; set; } = null!;

    [Inject] private ModelPromotion Promotion { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private IEnumerable<string> Measures => _left!.Version.TestMetrics.Keys.Union(_right!.Version.TestMetrics.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private IEnumerable<(string Column, string Value, string Name)> Groups =>
        new[] { _left!, _right! }.SelectMany(side => side.Test?.Groups ?? []).SelectMany(group => group.Metrics.Keys.Select(name => (group.Column, group.Value, name))).Distinct();

    private IReadOnlyList<TrialView> Runs => [.. new[] { _left!.Trial, _right!.Trial }.OfType<TrialView>()];

    private IReadOnlyList<string> Curves =>
        [.. Runs.SelectMany(run => run.Metrics.Keys).Concat(["validation_loss", "train_loss"]).Distinct(StringComparer.Ordinal).OrderDescending(StringComparer.Ordinal)];

    private IReadOnlyList<CurveLine> Lines =>
        [.. new[] { _left!, _right! }.Select((side, i) => new CurveLine($"v{side.Number}", $"Version {side.Number}", side.Trial!.Curve(_metric), "picked", i, $"trials/{side.Trial.Id}"))];

    protected override async Task OnParametersSetAsync()
    {
        var read = ++_reads;
        (_left, _right, _missing, _comparison, _evaluation) = (null, null, false, null, null);
        int[] numbers = [.. (Versions ?? "").Split(',').Take(3).Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)];
        var model = numbers.Length == 2 ? await Views.ModelAsync(Name) : null;
        if (read != _reads)
            return; // other versions were asked for meanwhile
        if (model is null || Array.Exists(numbers, number => model.Live.All(v => v.Version != number)))
        {
            _missing = true;
            return;
        }
        var (left, right) = (await ReadAsync(model, numbers[0]), await ReadAsync(model, numbers[1]));
        var alias = model.Gates?.Protects.FirstOrDefault(protectedAlias => model.Aliases.GetValueOrDefault(protectedAlias) != right.Number);
        var evaluation = alias is null ? null : await Promotion.EvaluateAsync(model.Name, alias, right.Number);
        if (read != _reads)
            return;
        _evaluation = evaluation;
        _comparison = left.Trial is { } one && right.Trial is { } other ? RunComparison.Of([one, other]) : null;
        (_left, _right) = (left, right);
    }

    private async Task<VersionSide> ReadAsync(ModelView model, int number)
    {
        var version = model.Versions[number - 1];
        string[] aliases = [.. model.Aliases.Where(alias => alias.Value == number).Select(alias => alias.Key).Order(StringComparer.Ordinal)];
        if (version.TrialId.Length == 0 || await Views.TrialAsync(version.TrialId) is not { } trial)
            return new VersionSide(version, aliases, null, null);
        var test = (await Commands.LoadTrialAsync(version.TrialId)).Test;
        return new VersionSide(version, aliases, trial, test?.Checkpoint == version.Checkpoint ? test : null);
    }

    // Measures on different data cannot be compared.
    private bool Better(string name, double? value, double? other) =>
        _left!.SameRows(_right!) && _left.SameUnit(_right!, name) && Objective.HasDirection(name) && value is { } own && other is { } against && GateEvaluator.Worsening(name, own, against) < 0;
}
