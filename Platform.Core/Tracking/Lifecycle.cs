namespace Platform.Core.Tracking;

/// <summary>
/// Whether something is shown or lies in the bin. What is deleted keeps its identity, its name and its history, and can be restored. Of what was erased only the identity is
/// left; views do not show it.
/// </summary>
public enum Lifecycle
{
    Active,
    Deleted,
    Erased,
}
