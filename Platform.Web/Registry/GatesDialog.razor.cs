using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Components;
using Platform.Web.Layout;
using Radzen;

namespace Platform.Web.Registry;

/// <summary>Sets a model's gates.</summary>
public sealed partial class GatesDialog : IDisposable
{
    private readonly Departure _gone = new(); // closed by Esc or ×, it closes no other dialog
    private readonly List<GateRow> _rows = [];
    private string _protects = ModelAlias.Champion;
    private string _why = "";
    private string? _error;
    private string? _refusal;
    private bool _busy;

    [Parameter, EditorRequired] public ModelView Model { get; set; } = null!;

    [Inject] private ModelPromotion Promotion { get; set; } = null!;

    [Inject] private DialogService Dialogs { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    /// <summary>What was done, for people.</summary>
    internal static string Done(ModelView gated) => gated.Gates is { Gates.Count: > 0 } ? $"The gates of {gated.Name} are set" : $"{gated.Name} has no gates any more";

    private IEnumerable<string> Measures => Model.Versions.SelectMany(v => v.TestMetrics.Keys).Append(PromotionGate.Latency).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    // What the version that is served now, or the newest one, was measured at.
    private string Now(string measure)
    {
        var version = Model.Aliases.TryGetValue(ModelAlias.Champion, out var champion) ? Model.Versions[champion - 1] : Model.Live.LastOrDefault();
        return version is not null && version.TestMetrics.TryGetValue(measure, out var value) ? string.Create(CultureInfo.InvariantCulture, $"{measure}: {value:G6} now (version {version.Version})") : measure;
    }

    public void Dispose() => _gone.Dispose();

    protected override void OnInitialized()
    {
        foreach (var gate in Model.Gates?.Gates ?? [])
            _rows.Add(new GateRow { Kind = gate.Kind, Metric = gate.Metric, Limit = gate.Limit.ToString("R", CultureInfo.InvariantCulture), Column = gate.Column ?? "" });
        if (_rows.Count == 0)
            _rows.Add(new GateRow { Metric = Measures.FirstOrDefault(m => m == "test_accuracy") ?? "" });
        if (Model.Gates is { Protects.Count: > 0 } set)
            _protects = string.Join(", ", set.Protects);
    }

    private async Task SubmitAsync()
    {
        if (_busy)
            return;
        (_error, _refusal, _busy) = (null, null, true);
        try
        {
            var gates = _rows.Where(row => row.Metric.Trim().Length > 0 || row.Limit.Trim().Length > 0).Select((row, i) => GateText.Parse(row.ToText(), $"gate {i + 1}")).ToList();
            var protects = _protects.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var gated = await Promotion.SetGatesAsync(Model.Name, gates, protects, _why.Trim(), Visitor.Name);
            if (_gone.Happened)
                Toasts.Done(Done(gated));
            else
                Dialogs.Close(gated);
        }
        catch (InvalidInputException invalid)
        {
            _error = invalid.Message;
        }
        catch (Exception refused) when (refused is RuleViolation or NotFoundException)
        {
            _refusal = refused.Message;
        }
        catch (Exception away) when (DatabaseAway.Is(away))
        {
            _refusal = DatabaseAway.OfWriting;
        }
        finally
        {
            _busy = false;
        }
    }

    private sealed class GateRow
    {
        public GateKind Kind { get; set; } = GateKind.AtLeast;

        public string Metric { get; set; } = "";

        public string Limit { get; set; } = "";

        public string Column { get; set; } = "";

        public string ToText() => Kind switch
        {
            GateKind.AtLeast => $"{Metric.Trim()} >= {Limit.Trim()}",
            GateKind.AtMost => $"{Metric.Trim()} <= {Limit.Trim()}",
            GateKind.NoWorse => $"{Metric.Trim()} worsens <= {Limit.Trim()}",
            _ => $"{Metric.Trim()} worsens <= {Limit.Trim()} in every group{(Column.Trim().Length > 0 ? $" of {Column.Trim()}" : "")}",
        };
    }
}
