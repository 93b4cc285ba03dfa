namespace Platform.Core.Journal;

/// <summary>
/// A change of a view that can take in the next change of the same row, so that both are written at once. What it leaves behind must be the same to the last
/// bit however many changes it takes in: a rebuild takes in others than the first writing did.
/// </summary>
public interface IExtendableRow
{
    /// <summary>Takes in the change that comes directly after it; false, and nothing changed, if it cannot.</summary>
    bool TryExtend(object next);
}
