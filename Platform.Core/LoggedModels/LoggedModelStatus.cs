namespace Platform.Core.LoggedModels;

/// <summary>Whether a logged model's files are whole, as its program says.</summary>
public enum LoggedModelStatus
{
    Pending,
    Ready,
    Failed,
}
