namespace Platform.Core.Tracking;

/// <summary>Which runs or experiments a question is about.</summary>
public enum LifecycleView
{
    ActiveOnly,
    DeletedOnly,
    All,
}
