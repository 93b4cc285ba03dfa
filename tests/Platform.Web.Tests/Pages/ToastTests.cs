using Platform.Core;
using Platform.Web.Components;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class ToastTests
{
    [Fact]
    public async Task What_can_be_undone_stays_for_a_while_and_is_undone_once()
    {
        var (toasts, undone) = (new Toasts(), 0);
        Assert.True(await toasts.TryAsync(() => Task.CompletedTask, "Paused.", () => { undone++; return Task.CompletedTask; }));
        var toast = Assert.Single(toasts.Shown);
        Assert.InRange(toast.Stays!.Value.TotalSeconds, 15, 20);

        await toasts.UndoAsync(toast);
        await toasts.UndoAsync(toast); // pressed twice
        Assert.Equal(1, undone);
        Assert.Equal("Undone: Paused.", Assert.Single(toasts.Shown).Summary);
    }

    [Fact]
    public void What_was_done_goes_after_time_to_read_it_and_a_longer_text_stays_longer()
    {
        var toasts = new Toasts();
        toasts.Done("Saved.");
        toasts.Done("Saved.", new string('a', 200));
        Assert.True(toasts.Shown[0].Stays >= TimeSpan.FromSeconds(7));
        Assert.True(toasts.Shown[1].Stays > toasts.Shown[0].Stays + TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_refusal_says_why_and_stays_and_so_does_a_database_that_is_away()
    {
        var toasts = new Toasts();
        Assert.False(await toasts.TryAsync(() => throw new RuleViolation("It has ended."), "Paused."));
        Assert.False(await toasts.TryAsync(() => throw new TimeoutException(), "Paused."));
        Assert.All(toasts.Shown, toast => Assert.True(toast is { IsFailure: true, Stays: null }));
        Assert.Equal("It has ended.", toasts.Shown[0].Detail);
        Assert.Contains("try once more", toasts.Shown[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_can_be_undone_goes_with_its_page_and_goes_along_only_to_where_it_leads()
    {
        var toasts = new Toasts();
        toasts.Done("Paused.", undo: () => Task.CompletedTask);
        toasts.Done("Promoted.", undo: () => Task.CompletedTask, leadsTo: "models/one");
        toasts.Done("Saved.");
        toasts.Failed("Not possible", "It has ended.");
        toasts.Leave("models/one");
        Assert.Equal(["Promoted.", "Saved.", "Not possible"], toasts.Shown.Select(toast => toast.Summary));
        toasts.Leave("data");
        Assert.Equal(["Saved.", "Not possible"], toasts.Shown.Select(toast => toast.Summary));
    }

    [Fact]
    public void Only_the_newest_are_shown()
    {
        var (toasts, changes) = (new Toasts(), 0);
        toasts.Changed += (_, _) => changes++;
        for (var n = 1; n <= Toasts.Most + 2; n++)
            toasts.Done($"{n}");
        Assert.Equal(["3", "4", "5", "6"], toasts.Shown.Select(toast => toast.Summary));
        Assert.Equal(Toasts.Most + 2, changes);
    }
}
