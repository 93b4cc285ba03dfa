namespace Platform.Core.Tracking;

/// <summary>A named question of an experiment's runs.</summary>
/// <param name="Id">Links name it; it stays when the name changes.</param>
/// <param name="Name">Unique among the experiment's views that are not deleted.</param>
/// <param name="Question">What it asks.</param>
/// <param name="By">Who changed it last.</param>
/// <param name="At">When.</param>
/// <param name="Deleted">It can be restored.</param>
public sealed record SavedView(string Id, string Name, SavedQuestion Question, string By, DateTimeOffset At, bool Deleted = false);
