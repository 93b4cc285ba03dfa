namespace Platform.Cli.Api;

/// <summary>One line of a trial's story.</summary>
internal sealed record StoryItem(DateTimeOffset At, string Kind, string Text);
