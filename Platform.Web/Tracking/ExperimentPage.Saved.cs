using Platform.Core;
using Platform.Core.Tracking;
using Radzen;

namespace Platform.Web.Tracking;

/// <summary>The saved views of the table.</summary>
public sealed partial class ExperimentPage
{
    private SavedView? _undoView; // just deleted, or asked for by a link and deleted before
    private SavedView? _seenView; // the current one as it was opened: others may change it since
    private bool _unknownView;

    private IReadOnlyList<SavedView> SavedViews => [.. _experiment!.Views.Values.Where(v => !v.Deleted).OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase).ThenBy(v => v.Id, StringComparer.Ordinal)];

    private SavedView? Current => _question?.Saved is { } id && _experiment!.Views.GetValueOrDefault(id) is { Deleted: false } view ? view : null;

    // What the address asks for: a view, a changed view, or none.
    private RunTableQuestion Asked(TrackedExperiment experiment)
    {
        var question = RunTableQuestion.Parse(Id, Filter, Status, Order, ColumnNames, View, Group, Measure);
        var view = Saved is null ? null : experiment.Views.GetValueOrDefault(Saved);
        _unknownView = Saved is not null && view is null;
        if (view is { Deleted: true })
            _undoView = view;
        if (view is not { Deleted: false })
            return question;
        if (_seenView?.Id != view.Id)
            _seenView = view;
        var isPlain = Filter is null && Status is null && Order is null && ColumnNames is null or [] && View is null && Group is null && Measure is null;
        return isPlain ? RunTableQuestion.Of(Id, view) : Compared(question with { Saved = view.Id });
    }

    private RunTableQuestion Compared(RunTableQuestion question) => question with
    {
        IsAsSaved = question is { Saved: { } id, Deleted: false } && _experiment!.Views.GetValueOrDefault(id) is { Deleted: false } view && view.Question.IsSame(question.ToSaved()),
    };

    private Task OpenAsync(SavedView? view)
    {
        _seenView = view;
        return AskAsync(view is null ? RunTableQuestion.Parse(Id, null, null, null, null, null) : RunTableQuestion.Of(Id, view));
    }

    private async Task SaveAsAsync()
    {
        if (await NameAsync("Save view", "") is not { } name)
            return;
        var id = StreamNames.NewExperimentId();
        if (await Toasts.TryAsync(() => Editor.SaveViewAsync(Id, id, name, _question!.ToSaved()), $"{name} is saved; its link is in the address."))
            await ShowAsync(id);
    }

    private async Task SaveAsync(SavedView view)
    {
        // Another's rename is kept and no reason to refuse; another's question is.
        var seen = _seenView is { } opened && opened.Id == view.Id && !opened.Question.IsSame(view.Question) ? opened : view;
        await Toasts.TryAsync(() => Editor.SaveViewAsync(Id, seen, _question!.ToSaved()), $"{view.Name} is saved.");
        await ShowAsync(view.Id); // also after a refusal: what somebody else has made of it is seen then
    }

    private async Task RenameAsync(SavedView view)
    {
        var experiment = Id;
        if (await NameAsync("Rename view", view.Name) is { } name && await Toasts.TryAsync(() => Editor.RenameViewAsync(Id, view.Id, name), $"{view.Name} is called {name}.", () => Editor.RenameViewBackAsync(experiment, view.Id, name, view.Name)))
            await ShowAsync(view.Id);
    }

    private async Task DeleteViewAsync(SavedView view)
    {
        if (!await Toasts.TryAsync(() => Editor.SetViewDeletedAsync(Id, view.Id, deleted: true)))
            return;
        _undoView = view;
        await ShowAsync(null);
    }

    private async Task UndoViewAsync(SavedView view)
    {
        if (!await Toasts.TryAsync(() => Editor.SetViewDeletedAsync(Id, view.Id, deleted: false), $"{view.Name} is restored."))
            return;
        _undoView = null;
        await ShowAsync(view.Id, asSaved: true);
    }

    // The question stays, and belongs to the view from now on.
    private async Task ShowAsync(string? viewId, bool asSaved = false)
    {
        var experiment = await Views.ExperimentWithViewsAsync(Id);
        if (experiment?.Id != Id)
            return;
        _experiment = experiment;
        var view = viewId is null ? null : experiment.Views.GetValueOrDefault(viewId);
        _seenView = view;
        await AskAsync(asSaved && view is not null ? RunTableQuestion.Of(Id, view) : _question! with { Saved = view?.Id });
    }

    private async Task<string?> NameAsync(string title, string name) =>
        await Dialogs.OpenAsync<ViewNameDialog>(title, new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(ViewNameDialog.Name)] = name }, new DialogOptions { Width = "420px", CloseDialogOnOverlayClick = true }) as string;
}
