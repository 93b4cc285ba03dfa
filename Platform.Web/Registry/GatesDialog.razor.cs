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
    private const string Another = " "; // no measure's name

    private readonly List<GateRow> _rows = [];
    private readonly HashSet<(GateKind Kind, string Metric)> _told = []; // unknown measures that were objected to
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

    public void Dispose() => _gone.Dispose();

    protected override void OnInitialized()
    {
        foreach (var gate in Model.Gates?.Gates ?? [])
            _rows.Add(GateRow.Of(gate));
        if (_rows.Count == 0)
            Add();
        if (Model.Gates is { Protects.Count: > 0 } set)
            _protects = string.Join(", ", set.Protects);
    }

    private void Add()
    {
        var row = new GateRow();
        row.Choose(_rows.Count == 0 ? GateMeasures.First(Model) : "");
        _rows.Add(row);
    }

    private static PromotionGate Read(GateRow row, int number) => row switch
    {
        _ when row.Metric.Trim().Length == 0 => throw new InvalidInputException($"gate {number}", "asks for no measure; choose one."),
        _ when row.Limit.Trim().Length == 0 => throw new InvalidInputException($"gate {number}", "has no limit; write a number with a point, such as 0.97."),
        _ => GateText.Parse(row.ToText(), $"gate {number}"),
    };

    private static void Choose(GateRow row, string measure)
    {
        row.Typed = measure == Another;
        row.Choose(row.Typed ? "" : measure);
    }

    private static void Type(GateRow row, string? measure)
    {
        row.Typed = true; // also where what was typed so far is one that could have been chosen
        row.Type(measure);
    }

    // A measure that no version has yet may come with later versions, but is more often mistyped: it is taken when it is asked for again.
    private void CheckSeen(int number, PromotionGate gate)
    {
        if (Model.Gates?.Gates.Contains(gate) != true && GateMeasures.Unseen(Model, gate) is { } problem && _told.Add((gate.Kind, gate.Metric)))
            throw new InvalidInputException($"gate {number}", $"{problem} If later versions will have it, press Set gates once more.");
    }

    private async Task SubmitAsync()
    {
        if (_busy)
            return;
        (_error, _refusal, _busy) = (null, null, true);
        try
        {
            var gates = _rows.Index().Where(row => !row.Item.IsEmpty).Select(row => (Number: row.Index + 1, Gate: Read(row.Item, row.Index + 1))).ToList();
            foreach (var (number, gate) in gates)
                CheckSeen(number, gate);
            var protects = _protects.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var gated = await Promotion.SetGatesAsync(Model.Name, [.. gates.Select(gate => gate.Gate)], protects, _why.Trim(), Visitor.Name);
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
}
