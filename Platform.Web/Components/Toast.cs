namespace Platform.Web.Components;

/// <summary>A short message at the page's edge. Two of the same words are still two.</summary>
/// <param name="summary">What happened.</param>
/// <param name="detail">More about it, or what to do; may be empty.</param>
/// <param name="isFailure">It did not happen: read out at once, and stays until it is put away.</param>
/// <param name="undo">Reverses it; null if that is not possible.</param>
public sealed class Toast(string summary, string detail, bool isFailure, Func<Task>? undo)
{
    // Nobody reads faster than some 15 letters a second; a screen reader may first have to finish what it says.
    private const double SecondsALetter = 0.09;
    private const double LeastSeconds = 7;

    /// <summary>What happened.</summary>
    public string Summary => summary;

    /// <summary>More about it; may be empty.</summary>
    public string Detail => detail;

    /// <summary>Whether it did not happen.</summary>
    public bool IsFailure => isFailure;

    /// <summary>Reverses it; null if that is not possible.</summary>
    public Func<Task>? Undo => undo;

    /// <summary>How long it stays while nobody points at it or has the focus in it; null: until it is put away, because there is something to do about it.</summary>
    public TimeSpan? Stays => IsFailure || Undo is not null ? null : TimeSpan.FromSeconds(LeastSeconds + (SecondsALetter * (Summary.Length + Detail.Length)));
}
