using Platform.Core;
using Platform.Core.Erasures;
using Platform.Core.Tracking;
using Platform.Web.Api;

namespace Platform.Web.Components;

/// <summary>Short messages at the page's edge, and the one way in which pages carry out commands. One per connection; <c>ToastHost</c> shows them.</summary>
public sealed class Toasts
{
    /// <summary>Older ones give way.</summary>
    public const int Most = 4;

    private readonly List<Toast> _shown = [];

    /// <summary>The messages, the oldest first.</summary>
    public IReadOnlyList<Toast> Shown => _shown;

    /// <summary>A message came or went.</summary>
    public event EventHandler? Changed;

    /// <summary>Says that something is done.</summary>
    /// <param name="undo">Writes the event that reverses it. It may be called when the page that did it is gone.</param>
    /// <param name="leadsTo">The path of the page to which it leads, where it can be undone, too.</param>
    public void Done(string summary, string detail = "", Func<Task>? undo = null, string? leadsTo = null) => Show(new Toast(summary, detail, isFailure: false, undo, leadsTo));

    /// <summary>Says that something did not happen, and why.</summary>
    public void Failed(string summary, string detail) => Show(new Toast(summary, detail, isFailure: true, undo: null));

    /// <summary>Takes a message away.</summary>
    public void PutAway(Toast toast)
    {
        if (_shown.Remove(toast))
            Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Another page is shown: what can be undone belongs to the one that was left, so its key is not to be pressed there by mistake.</summary>
    /// <param name="path">Of the page, below the platform's.</param>
    public void Leave(string path)
    {
        if (_shown.RemoveAll(toast => toast.Undo is not null && toast.LeadsTo != path) > 0)
            Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Reverses what a message tells of, once; the message goes.</summary>
    public async Task UndoAsync(Toast toast)
    {
        ArgumentNullException.ThrowIfNull(toast);
        if (toast.Undo is not { } undo || !_shown.Contains(toast))
            return;
        PutAway(toast);
        await TryAsync(undo, $"Undone: {toast.Summary}");
    }

    /// <summary>Carries out a command. A refusal becomes a message, as does a database that is away, and the answer is false; anything else goes to the error boundary.</summary>
    /// <param name="done">What to say when it is done; null: nothing, because the page shows it.</param>
    /// <param name="undo">Reverses it with an event of its own.</param>
    public async Task<bool> TryAsync(Func<Task> command, string? done = null, Func<Task>? undo = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        try
        {
            await command();
            if (done is not null)
                Done(done, undo: undo);
            return true;
        }
        catch (RuleViolation refused)
        {
            Failed("Not possible", refused.Message);
            return false;
        }
        catch (InvalidInputException invalid)
        {
            Failed("Not possible", string.Join(" ", invalid.Errors.Select(e => e.Message)));
            return false;
        }
        catch (Exception gone) when (gone is TrackingNotFoundException or NotFoundException or ErasedException)
        {
            Failed("Not possible", gone.Message); // deleted for good meanwhile
            return false;
        }
        catch (Exception away) when (DatabaseAway.Is(away))
        {
            // The page with what it shows and what was typed is worth more than an error in its place.
            Failed(DatabaseAway.Title, DatabaseAway.Uncertain);
            return false;
        }
    }

    /// <summary>Carries out a command that answers what reverses it, which is known only when it is done.</summary>
    /// <inheritdoc cref="TryAsync"/>
    public Task<bool> TryUndoableAsync(Func<Task<Func<Task>>> command, string done)
    {
        ArgumentNullException.ThrowIfNull(command);
        Func<Task>? undo = null;
        return TryAsync(async () => undo = await command(), done, () => undo!());
    }

    private void Show(Toast toast)
    {
        _shown.Add(toast);
        if (_shown.Count > Most)
            _shown.RemoveAt(0);
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
