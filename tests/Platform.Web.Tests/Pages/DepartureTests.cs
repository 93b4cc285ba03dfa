using Platform.Web.Components;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class DepartureTests
{
    [Fact]
    public async Task What_waited_for_an_answer_when_the_visitor_left_ends_quietly_whenever_it_looks()
    {
        var gone = new Departure();
        var answer = new TaskCompletionSource();
        var waiting = WaitAsync();

        gone.Dispose();
        answer.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(gone.Happened);

        async Task WaitAsync()
        {
            await answer.Task;
            await Task.Delay(Timeout.InfiniteTimeSpan, gone.Token);
        }
    }
}
