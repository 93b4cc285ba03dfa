using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Components;
using Platform.Web.Layout;
using Radzen;

namespace Platform.Web.Registry;

/// <summary>Asks for model, alias and reason, and promotes a run; when it is worse than the champion, asks once more.</summary>
public sealed partial class PromoteDialog : IDisposable
{
    private readonly Departure _gone = new(); // closed by Esc or ×, it neither goes on nor closes another dialog
    private IReadOnlyList<FieldError> _errors = [];
    private IReadOnlyList<ModelView> _known = [];
    private string _name = "";
    private string _alias = ModelAlias.Champion;
    private string _why = "";
    private string? _warning;
    private string? _refusal;
    private PromotionEvaluated? _evaluation;
    private string _override = "";
    private bool _busy;

    [Parameter, EditorRequired] public TrialView Run { get; set; } = null!;

    [Inject] private ModelPromotion Promotion { get; set; } = null!;

    [Inject] private PlatformViews Views { get; set; } = null!;

    [Inject] private DialogService Dialogs { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    /// <summary>Opens the dialog; what was done, or null if nothing was.</summary>
    public static async Task<PromotionDone?> OpenAsync(DialogService dialogs, TrialView run)
    {
        ArgumentNullException.ThrowIfNull(dialogs);
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(Run)] = run };
        return await dialogs.OpenAsync<PromoteDialog>("Promote this trial", parameters, new DialogOptions { Width = "480px", CloseDialogOnOverlayClick = false }) as PromotionDone;
    }

    public void Dispose() => _gone.Dispose();

    protected override async Task OnInitializedAsync()
    {
        _name = Run.Fields.GetValueOrDefault("data") as string ?? "";
        try
        {
            _known = await Views.ModelsAsync();
        }
        catch (Exception away) when (DatabaseAway.Is(away))
        {
            _refusal = DatabaseAway.OfReading;
        }
    }

    private string Model => _name.Trim() is { Length: > 0 } name ? name : "model";

    // The version that it is already, or else the next one: numbers are never given twice.
    private int Version => _known.FirstOrDefault(model => model.Name == _name.Trim()) is not { } known ? 1
        : known.Live.FirstOrDefault(version => version.TrialId == Run.Id)?.Version ?? known.Versions.Count + 1;

    private string? ErrorOf(string field) => _errors.FirstOrDefault(e => e.Field == field)?.Message;

    // What was asked and answered about one model and alias says nothing of another.
    private void Forget() => (_warning, _refusal, _evaluation, _override) = (null, null, null, "");

    // Consent is a button of its own: whoever presses the first one twice has not read the warning.
    private async Task SendAsync(bool confirmed)
    {
        if (_busy)
            return;
        var asked = (Name: _name, Alias: _alias);
        var reason = _evaluation is null ? null : _override.Trim();
        (_errors, _warning, _refusal, _evaluation, _busy) = ([], null, null, null, true);
        try
        {
            var done = await Promotion.PromoteAsync(
                asked.Name.Trim(), Run.Id, asked.Alias.Length == 0 ? null : asked.Alias, _why.Trim(), confirmed, Visitor.Name, overrideWhy: reason, cancellation: _gone.Token);
            if (_gone.Happened)
                Toasts.Done(done.Words, undo: Promotion.Undo(done, Visitor.Name)); // it was being written already
            else
                Dialogs.Close(done);
        }
        catch (OperationCanceledException) when (_gone.Happened)
        {
            // Nothing was promoted.
        }
        catch (GatesRefused refused)
        {
            _evaluation = asked == (_name, _alias) ? refused.Evaluation : null;
        }
        catch (ConfirmationNeeded needed)
        {
            _warning = asked == (_name, _alias) ? needed.Message : null;
        }
        catch (InvalidInputException invalid)
        {
            _errors = invalid.Errors;
        }
        catch (Exception refused) when (refused is RuleViolation or NotFoundException or ServiceUnavailableException)
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
        if (_gone.Happened && (_refusal ?? _warning ?? (_evaluation is null ? (_errors is [var first, ..] ? first.Message : null) : "The version is registered; its gates did not let the alias move.")) is { } told)
            Toasts.Failed($"{asked.Name.Trim()} was not promoted", told); // the dialog is not there to say it
    }
}
