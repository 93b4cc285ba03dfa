using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Components;
using Platform.Web.Layout;
using Radzen;

namespace Platform.Web.Registry;

/// <summary>Points an alias to a version; asks once more when the champion would become worse.</summary>
public sealed partial class AliasDialog : IDisposable
{
    private readonly Departure _gone = new(); // closed by Esc or ×, it neither goes on nor closes another dialog
    private string _alias = ModelAlias.Champion;
    private string _why = "";
    private string? _error;
    private string? _warning;
    private string? _refusal;
    private PromotionEvaluated? _evaluation;
    private string _override = "";
    private bool _busy;

    [Parameter, EditorRequired] public ModelView Model { get; set; } = null!;

    [Parameter, EditorRequired] public int Version { get; set; }

    [Inject] private ModelPromotion Promotion { get; set; } = null!;

    [Inject] private DialogService Dialogs { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    private string Now => Model.Aliases.TryGetValue(_alias.Trim(), out var version)
        ? $"{_alias.Trim()} points to version {version} now."
        : "champion, challenger and archived are known to everyone; other names are free.";

    public void Dispose() => _gone.Dispose();

    // What was asked and answered about one alias says nothing of another.
    private void Forget() => (_warning, _refusal, _evaluation, _override) = (null, null, null, "");

    // Consent is a button of its own: whoever presses the first one twice has not read the warning.
    private async Task SendAsync(bool confirmed)
    {
        if (_busy)
            return;
        var asked = _alias;
        var reason = _evaluation is null ? null : _override.Trim();
        (_error, _warning, _refusal, _evaluation, _busy) = (null, null, null, null, true);
        try
        {
            var done = await Promotion.MoveAliasAsync(Model.Name, asked.Trim(), Version, _why.Trim(), confirmed, Visitor.Name, overrideWhy: reason, cancellation: _gone.Token);
            if (_gone.Happened)
                Toasts.Done(done.Words, undo: Promotion.Undo(done, Visitor.Name)); // it was being written already
            else
                Dialogs.Close(done);
        }
        catch (OperationCanceledException) when (_gone.Happened)
        {
            // The alias stays.
        }
        catch (GatesRefused refused)
        {
            _evaluation = asked == _alias ? refused.Evaluation : null;
        }
        catch (ConfirmationNeeded needed)
        {
            _warning = asked == _alias ? needed.Message : null;
        }
        catch (InvalidInputException invalid)
        {
            _error = string.Join(" ", invalid.Errors.Select(e => e.Message));
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
        if (_gone.Happened && (_refusal ?? _warning ?? _error ?? (_evaluation is null ? null : "Its gates did not let it.")) is { } told)
            Toasts.Failed($"The alias {asked.Trim()} was not moved", told); // the dialog is not there to say it
    }
}
