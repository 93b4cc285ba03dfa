using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using Platform.Core.Tracking;
using Platform.Web.Components;
using Platform.Web.Layout;
using Platform.Web.Tests.Api;
using Platform.Web.Tests.Mlflow;
using Platform.Web.Tracking;
using Xunit;

namespace Platform.Web.Tests.Tracking;

/// <summary>What a visitor changes of a run and takes back, while its program goes on changing it too.</summary>
public sealed class RunEditorTests(WebServer web) : IClassFixture<WebServer>
{
    private readonly MlflowClient _client = new(web);

    [Theory]
    [InlineData("by its program")]
    [InlineData("")] // an empty value is one, though a page shows it as none
    [InlineData(null)]
    public async Task A_note_gets_back_what_the_journal_held_before_not_what_a_page_showed(string? stored)
    {
        var run = await RunAsync("a run");
        await WriteAsync(run, "as the page shows it");
        await WriteAsync(run, stored); // the page has not heard of it yet

        await ChangeAndUndoAsync(editor => editor.SetTagAsync(run, RunEditor.NoteTag, "by a visitor"), async () => Assert.Equal("by a visitor", await NoteAsync(run)));

        Assert.Equal(stored, await NoteAsync(run));
    }

    [Fact]
    public async Task A_run_gets_the_name_back_that_the_journal_held_before()
    {
        var run = await RunAsync("as the page shows it");
        await _client.PostAsync("runs/update", $$"""{"run_id":"{{run}}","run_name":"by its program"}""");

        await ChangeAndUndoAsync(editor => editor.RenameAsync(run, "by a visitor"), async () => Assert.Equal("by a visitor", await NameAsync(run)));

        Assert.Equal("by its program", await NameAsync(run));
    }

    [Fact]
    public async Task A_name_that_somebody_changed_since_is_left_alone()
    {
        var run = await RunAsync("before");

        var toasts = await ChangeAndUndoAsync(
            editor => editor.RenameAsync(run, "by a visitor"), async () => await _client.PostAsync("runs/update", $$"""{"run_id":"{{run}}","run_name":"later"}"""));

        Assert.Equal("later", await NameAsync(run));
        Assert.Contains("was renamed meanwhile", Assert.Single(toasts.Shown).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_stood_in_no_tag_stands_in_none_again()
    {
        var run = await RunAsync("before");
        await _client.PostAsync("runs/delete-tag", $$"""{"run_id":"{{run}}","key":"mlflow.runName"}""");

        await ChangeAndUndoAsync(editor => editor.RenameAsync(run, "by a visitor"), async () => Assert.Equal("by a visitor", await NameAsync(run)));

        Assert.Equal("before", await NameAsync(run));
        Assert.DoesNotContain(RunEditor.NameTag, (await ViewAsync(run)).Tags.Keys);
    }

    [Fact]
    public async Task A_note_that_somebody_changed_since_is_left_alone()
    {
        var run = await RunAsync("a run");

        var toasts = await ChangeAndUndoAsync(editor => editor.SetTagAsync(run, RunEditor.NoteTag, "by a visitor"), () => WriteAsync(run, "later"));

        Assert.Equal("later", await NoteAsync(run));
        Assert.Contains("was changed meanwhile", Assert.Single(toasts.Shown).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_moves_only_the_runs_that_were_moved()
    {
        var (deleted, live) = (await RunAsync("deleted"), await RunAsync("live"));
        await _client.PostAsync("runs/delete", $$"""{"run_id":"{{deleted}}"}""");

        await ChangeAndUndoAsync(editor => editor.RestoreAsync([deleted, live]), async () => Assert.Equal([Lifecycle.Active, Lifecycle.Active], await LifecyclesAsync()));
        Assert.Equal([Lifecycle.Deleted, Lifecycle.Active], await LifecyclesAsync());

        await ChangeAndUndoAsync(editor => editor.DeleteAsync([deleted, live]), async () => Assert.Equal([Lifecycle.Deleted, Lifecycle.Deleted], await LifecyclesAsync()));
        Assert.Equal([Lifecycle.Deleted, Lifecycle.Active], await LifecyclesAsync());

        async Task<Lifecycle[]> LifecyclesAsync() => [(await ViewAsync(deleted)).Lifecycle, (await ViewAsync(live)).Lifecycle];
    }

    // As the pages do it: the message that tells of a change takes it back.
    private async Task<Toasts> ChangeAndUndoAsync(Func<RunEditor, Task<Func<Task>>> change, Func<Task> meanwhile)
    {
        using var scope = web.Services.CreateScope();
        var editor = ActivatorUtilities.CreateInstance<RunEditor>(scope.ServiceProvider, new Visitor(scope.ServiceProvider.GetRequiredService<IJSRuntime>()));
        var toasts = new Toasts();
        Assert.True(await toasts.TryUndoableAsync(() => change(editor), "Done."));
        await meanwhile();
        await toasts.UndoAsync(Assert.Single(toasts.Shown));
        return toasts;
    }

    private Task<string> RunAsync(string name) => _client.RunAsync(more: $$""","run_name":"{{name}}" """);

    private async Task WriteAsync(string run, string? note) => await web.Services.GetRequiredService<TrackingStore>().ApplyAsync(
        run, new LogBatch { Tags = [new(RunEditor.NoteTag, note)], At = Some.Noon });

    private async Task<string?> NoteAsync(string run) => (await ViewAsync(run)).Tags.GetValueOrDefault(RunEditor.NoteTag);

    private async Task<string> NameAsync(string run) => (await ViewAsync(run)).Name;

    private async Task<TrackedRun> ViewAsync(string run) => (await web.Services.GetRequiredService<TrackingViews>().RunAsync(run))!;
}
