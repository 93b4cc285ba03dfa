namespace Platform.Web.Launch;

/// <summary>Something about a sweep that may be launched as it is, but is worth a second look.</summary>
/// <param name="Field">The key or setting that it is about.</param>
/// <param name="Text">What, why and what to do, one or two sentences.</param>
public sealed record LaunchNote(string Field, string Text);
