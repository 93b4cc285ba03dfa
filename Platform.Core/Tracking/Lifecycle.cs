namespace Platform.Core.Tracking;

/// <summary>Whether something is shown or lies in the bin. What is deleted keeps its identity, its name and its history, and can be restored.</summary>
public enum Lifecycle
{
    Active,
    Deleted,
}
