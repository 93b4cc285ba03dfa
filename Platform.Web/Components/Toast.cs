namespace Platform.Web.Components;

/// <summary>A short message at the page's edge. Two of the same words are still two.</summary>
/// <param name="summary">What happened.</param>
/// <param name="detail">More about it, or what to do; may be empty.</param>
/// <param name="isFailure">It did not happen: read out at once, and stays until it is put away.</param>
/// <param name="undo">Reverses it; null if that is not possible.</param>
/// <param name="leadsTo">The path, below the platform's, of the page to which what was done leads, and where it can be undone, too; null: only on the page where it was done.</param>
public sealed class Toast(string summary, string detail, bool isFailure, Func<Task>? undo, string? leadsTo = null)
{
    // Nobody reads faster than some 15 letters a second; a screen reader may first have to finish what it says.
    private const double SecondsALetter = 0.09;
    private const double LeastSeconds = 7;
    private const double LeastSecondsToUndo = 15; // one has to read, to think and to get there

    /// <summary>What happened.</summary>
    public string Summary => summary;

    /// <summary>More about it; may be empty.</summary>
    public string Detail => detail;

    /// <summary>Whether it did not happen.</summary>
    public bool IsFailure => isFailure;

    /// <summary>Reverses it; null if that is not possible.</summary>
    public Func<Task>? Undo => undo;

    /// <summary>The path of the page to which what was done leads; null for none.</summary>
    public string? LeadsTo => leadsTo;

    /// <summary>How long it stays while nobody points at it or has the focus in it; null: until it is put away, because there is something to do about it and nothing else says so.</summary>
    public TimeSpan? Stays => IsFailure ? null : TimeSpan.FromSeconds((Undo is null ? LeastSeconds : LeastSecondsToUndo) + (SecondsALetter * (Summary.Length + Detail.Length)));
}
