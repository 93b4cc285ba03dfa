namespace Platform.Core.Erasures;

/// <summary>An event that says that the contents of earlier events of its stream were erased.</summary>
public interface IErasureEvent
{
    /// <summary>Who, when, why, and up to where.</summary>
    Erasure Erasure { get; }
}
