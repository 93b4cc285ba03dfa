namespace Platform.Web.Components;

/// <summary>A file that was chosen in the browser.</summary>
internal static class ChosenFile
{
    /// <summary>What is said where its content does not come.</summary>
    public const string Unreadable = "The file could not be read to its end. Has it changed? Choose it again.";
}
