using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Layout;
using Radzen;

namespace Platform.Web.Registry;

/// <summary>Asks for model, alias and reason, and promotes a run; when it is worse than the champion, asks once more.</summary>
public sealed partial class PromoteDialog
{
    private IReadOnlyList<FieldError> _errors = [];
    private IReadOnlyList<string> _known = [];
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

    [Inject] private Visitor Visitor { get; set; } = null!;

    /// <summary>Opens the dialog; the model after the promotion, or null if there was none.</summary>
    public static async Task<ModelView?> OpenAsync(DialogService dialogs, TrialView run)
    {
        ArgumentNullException.ThrowIfNull(dialogs);
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(Run)] = run };
        return await dialogs.OpenAsync<PromoteDialog>("Promote this run", parameters, new DialogOptions { Width = "480px", CloseDialogOnOverlayClick = false }) as ModelView;
    }

    protected override async Task OnInitializedAsync()
    {
        _name = Run.Fields.GetValueOrDefault("data") as string ?? "";
        _known = [.. (await Views.ModelsAsync()).Select(m => m.Name)];
    }

    private string? ErrorOf(string field) => _errors.FirstOrDefault(e => e.Field == field)?.Message;

    // What was asked and answered about one model and alias says nothing of another.
    private void Forget() => (_warning, _refusal, _evaluation, _override) = (null, null, null, "");

    private async Task SubmitAsync()
    {
        var asked = (Name: _name, Alias: _alias);
        var confirmed = _warning is not null;
        var reason = _evaluation is null ? null : _override.Trim();
        (_errors, _warning, _refusal, _evaluation, _busy) = ([], null, null, null, true);
        try
        {
            Dialogs.Close(await Promotion.PromoteAsync(asked.Name.Trim(), Run.Id, asked.Alias.Length == 0 ? null : asked.Alias, _why.Trim(), confirmed, Visitor.Name, overrideWhy: reason));
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
        finally
        {
            _busy = false;
        }
    }
}
