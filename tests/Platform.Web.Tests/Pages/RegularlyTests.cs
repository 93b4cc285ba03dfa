#pragma warning disable BL0006 // a renderer that tells a component that it was drawn, as a browser's does
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Testing;
using Platform.Web.Live;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>The regular look of a page when it fails.</summary>
public sealed class RegularlyTests
{
    [Fact]
    public async Task A_failure_that_nobody_foresaw_is_for_the_error_boundary()
    {
        var ticks = 0;
        await using var page = new DrawnPage();
        await page.OpenAsync(() =>
        {
            ticks++;
            throw new InvalidOperationException("unforeseen");
        });
        await Eventually.HoldsAsync(() => !page.Errors.IsEmpty, expected: "the failure is told");
        Assert.Equal("unforeseen", Assert.Single(page.Errors).Message);
        Assert.Equal(1, ticks);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_asked_again()
    {
        var ticks = 0;
        await using var page = new DrawnPage();
        await page.OpenAsync(() => Interlocked.Increment(ref ticks) == 1 ? throw new TimeoutException("away") : Task.CompletedTask);
        await Eventually.HoldsAsync(() => Volatile.Read(ref ticks) >= 2);
        Assert.Empty(page.Errors);
    }

    private sealed class DrawnPage() : Renderer(new ServiceCollection().AddSingleton(TimeProvider.System).AddLogging().BuildServiceProvider(), NullLoggerFactory.Instance)
    {
        public override Dispatcher Dispatcher { get; } = Dispatcher.CreateDefault();

        public ConcurrentQueue<Exception> Errors { get; } = [];

        public Task OpenAsync(Func<Task> tick) => Dispatcher.InvokeAsync(() =>
        {
            var component = AssignRootComponentId(InstantiateComponent(typeof(Regularly)));
            return RenderRootComponentAsync(component, ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(Regularly.Tick)] = EventCallback.Factory.Create(this, tick),
            }));
        });

        protected override Task UpdateDisplayAsync(in RenderBatch renderBatch) => Task.CompletedTask;

        protected override void HandleException(Exception exception) => Errors.Enqueue(exception);
    }
}
