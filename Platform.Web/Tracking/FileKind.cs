namespace Platform.Web.Tracking;

/// <summary>How a file is shown, by its name.</summary>
public enum FileKind
{
    Other,
    Image,
    Audio,
    Video,
    Table,
    Markdown,
    Json,
}
