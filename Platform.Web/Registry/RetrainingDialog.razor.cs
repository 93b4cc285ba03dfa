using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Components;
using Platform.Web.Layout;
using Radzen;

namespace Platform.Web.Registry;

/// <summary>Asks how a model is to be trained again, and plans it.</summary>
public sealed partial class RetrainingDialog : IDisposable
{
    private readonly Departure _gone = new(); // closed by Esc or ×, it closes no other dialog
    /// <summary>What was done, for people.</summary>
    internal const string Done = "The retraining is set";

    private RetrainingDraft _draft = new();
    private IReadOnlyList<FieldError> _errors = [];
    private string? _refusal;
    private bool _busy;

    [Parameter, EditorRequired] public ModelView Model { get; set; } = null!;

    [Parameter] public RetrainingPlan? Plan { get; set; }

    [Inject] private ModelRetraining Retraining { get; set; } = null!;

    [Inject] private DialogService Dialogs { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    // What the text means as it stands.
    private string Preview
    {
        get
        {
            var cron = _draft.Cron.Trim();
            if (cron.Length == 0)
                return "Empty: only when somebody presses Run now.";
            return CronSchedule.Problem(cron) is null && CronSchedule.Parse(cron).Next(Time.GetUtcNow()) is { } next
                ? $"Next: {RetrainingText.When(next)}."
                : "In UTC: second, minute, hour, day of the month, month, day of the week; '0 0 3 * * ?' is each night at three.";
        }
    }

    public void Dispose() => _gone.Dispose();

    protected override void OnInitialized()
    {
        if (Plan is not null)
            _draft = RetrainingDraft.Of(Plan);
    }

    private async Task SubmitAsync()
    {
        if (_busy)
            return;
        (_errors, _refusal, _busy) = ([], null, true);
        try
        {
            var planned = await Retraining.PlanAsync(Model.Name, _draft.ToPlan(), Visitor.Name);
            if (_gone.Happened)
                Toasts.Done(Done);
            else
                Dialogs.Close(planned);
        }
        catch (InvalidInputException invalid)
        {
            _errors = invalid.Errors;
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
