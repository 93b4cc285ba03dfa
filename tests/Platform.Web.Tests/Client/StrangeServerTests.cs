using System.Net;
using System.Text;
using Platform.Client;
using Platform.Client.Delivery;
using Platform.Testing;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Client;

/// <summary>Something else answers than the server, another server answers, or the disk is full: what is logged is not lost, and nothing waits for ever.</summary>
public sealed class StrangeServerTests(WebServer web) : ClientCase(web)
{
    [Theory]
    [InlineData(401, "<html>Who are you?</html>")]
    [InlineData(401, """{"error_code": "UNAUTHENTICATED", "message": "Who are you?"}""")]
    [InlineData(403, "<html>No.</html>")]
    [InlineData(403, """{"error_code": "PERMISSION_DENIED", "message": "No."}""")]
    [InlineData(404, "<html>Nothing here.</html>")]
    [InlineData(404, """{"error_code": "ENDPOINT_NOT_FOUND", "message": "No such path."}""")]
    [InlineData(404, "{}")]
    [InlineData(400, "<html>What?</html>")]
    [InlineData(400, """{"message": "What?"}""")]
    [InlineData(400, """{"error_code": 7}""")]
    [InlineData(413, "<html>Too much.</html>")]
    [InlineData(302, "")]
    [InlineData(200, "<html>Welcome to the hotel's network.</html>")]
    [InlineData(200, "")]
    [InlineData(200, "null")]
    [InlineData(200, "[1]")]
    [InlineData(200, "7")]
    [InlineData(500, "<html>Oh.</html>")]
    public async Task What_is_logged_while_something_else_answers_waits(int status, string body)
    {
        var file = Path.Combine(Folder, "note.txt");
        await File.WriteAllTextAsync(file, "forty-two");
        await using var tracking = Client();
        Line.Proxy = _ => Answer(status, body);
        var run = tracking.StartRun("strange");
        run.LogMetric("loss", 1, 1);
        Assert.False(await run.FlushAsync());
        Line.Proxy = null;
        await Eventually.HoldsAsync(() => run.FlushAsync());

        Line.Proxy = _ => Answer(status, body);
        run.LogMetric("loss", 2, 2);
        run.LogParam("a", 1);
        run.LogArtifact(file);
        Assert.False(await run.FlushAsync());
        Line.Proxy = null;
        await run.DisposeAsync();

        var found = await RunAsync(run.Id);
        Assert.Equal(("FINISHED", "1"), (found.GetProperty("info").Text("status"), Value(found, "params", "a")));
        Assert.Equal(2, (await HistoryAsync(run.Id, "loss")).Count);
        Assert.Equal("forty-two"u8.ToArray(), await FileAsync(run.Id, "note.txt"));
        Assert.DoesNotContain(Problems, problem => problem.Kind is TrackingProblemKind.Dropped or TrackingProblemKind.Refused or TrackingProblemKind.Damaged);
    }

    [Theory]
    [InlineData("""{"experiment": 5}""")]
    [InlineData("""{"experiment": {"experiment_id": 5}}""")]
    [InlineData("""{"experiment_id": [], "run": {"info": 5}}""")]
    [InlineData("""{"run": {"info": {"artifact_uri": {}}}}""")]
    public async Task An_answer_of_odd_form_is_no_answer(string body)
    {
        var file = Path.Combine(Folder, "note.txt");
        await File.WriteAllTextAsync(file, "forty-two");
        Line.Proxy = request => request.Method == HttpMethod.Get ? Answer(200, body) : null;
        await using var tracking = Client();
        var run = tracking.StartRun("odd");
        run.LogArtifact(file);
        Assert.False(await run.FlushAsync());
        Line.Proxy = null;
        await Eventually.HoldsAsync(() => run.FlushAsync());

        Line.Proxy = request => request.Method == HttpMethod.Get ? Answer(200, body) : null;
        run.LogArtifact(file, "again.txt");
        Assert.False(await run.FlushAsync());
        Line.Proxy = null;
        await run.DisposeAsync();
        Assert.Equal("forty-two"u8.ToArray(), await FileAsync(run.Id, "again.txt"));
        Assert.DoesNotContain(Problems, problem => problem.Kind == TrackingProblemKind.Refused);
    }

    [Fact]
    public async Task Entries_for_one_server_are_never_delivered_to_another()
    {
        Line.Cut = true;
        await using (var tracking = Client(farewell: Short))
        {
            var run = tracking.StartRun("mine");
            Log(run, 0, 10);
            Assert.False(await run.FlushAsync());
            await run.DisposeAsync();
        }
        var waiting = Assert.Single(SpoolFiles());

        Line.Cut = false;
        foreach (var other in new[] { "http://127.0.0.1", "http://localhost:81", "https://localhost", "http://localhost/elsewhere" })
        {
            await using var tracking = new TrackingClient(Options() with { Server = new Uri(other) }, Line);
            Assert.True(await tracking.DeliverSpoolAsync());
            Assert.Equal(0, Line.Arrived);
        }

        await using var same = new TrackingClient(Options() with { Server = new Uri("http://anybody:secret@LOCALHOST:80/") }, Line);
        Assert.True(await same.DeliverSpoolAsync());
        Assert.Equal(10, (await HistoryAsync(Path.GetFileNameWithoutExtension(waiting), "loss")).Count);
    }

    [Fact]
    public async Task Of_a_batch_that_an_earlier_program_left_only_what_is_wrong_is_lost()
    {
        Line.Cut = true;
        string id;
        await using (var tracking = Client(farewell: Short))
        {
            var run = tracking.StartRun("left");
            id = run.Id;
            Log(run, 0, 100);
            run.LogMetric("../bad", 1);
            Log(run, 100, 200);
            await run.DisposeAsync();
        }

        Line.Cut = false;
        await using var later = Client();
        Assert.True(await later.DeliverSpoolAsync());
        Assert.Equal(200, (await HistoryAsync(id, "loss")).Count);
        Assert.Equal("FINISHED", (await RunAsync(id)).GetProperty("info").Text("status"));
        Assert.Contains("'../bad'", Assert.Single(Problems, problem => problem.Kind == TrackingProblemKind.Refused).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_holds_up_neither_flush_nor_end()
    {
        var options = Options();
        Directory.CreateDirectory(options.ServerSpool);
        var id = Guid.NewGuid().ToString("N");
        File.CreateSymbolicLink(Path.Combine(options.ServerSpool, $"{id}.jsonl"), "/dev/full"); // every write fails: no space left
        using var wire = new TrackingWire(options, Line);
        var courier = new Courier(wire, options, Spool.TryOpen(options.ServerSpool, id, options.SpoolLimit)!);
        courier.Add(new CreateEntry("full", null, "u", 5, new Dictionary<string, string>(StringComparer.Ordinal), null));
        Assert.True(await courier.FlushAsync(TestContext.Current.CancellationToken));

        Line.Cut = true;
        courier.Add(new Point("loss", 1, 1, 1));
        Assert.False(await courier.FlushAsync(TestContext.Current.CancellationToken));
        Line.Cut = false;
        courier.Add(new Point("loss", 2, 2, 2));
        await Eventually.HoldsAsync(() => courier.FlushAsync(TestContext.Current.CancellationToken));
        await courier.DisposeAsync();

        Assert.Equal(2, Assert.Single(await HistoryAsync(id, "loss")).GetProperty("step").GetInt32());
        Assert.Contains("space", Assert.Single(Problems, problem => problem.Kind == TrackingProblemKind.Dropped).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_damaged_spool_is_reported_and_the_rest_of_it_delivered()
    {
        Line.Cut = true;
        string id;
        await using (var tracking = Client(farewell: Short))
        {
            var run = tracking.StartRun("torn");
            id = run.Id;
            Log(run, 0, 10);
            Assert.False(await run.FlushAsync());
            await run.DisposeAsync();
        }
        await File.AppendAllTextAsync(Assert.Single(SpoolFiles()), "{\"entry\":\"batch\",\"poi");

        Line.Cut = false;
        await using var later = Client();
        Assert.True(await later.DeliverSpoolAsync());
        Assert.Equal(10, (await HistoryAsync(id, "loss")).Count);
        Assert.Single(Problems, problem => problem.Kind == TrackingProblemKind.Damaged);
    }

    [Fact]
    public async Task A_file_that_is_never_taken_holds_up_nothing_else()
    {
        var file = Path.Combine(Folder, "model.onnx");
        await File.WriteAllTextAsync(file, "too large");
        var small = Path.Combine(Folder, "note.txt");
        await File.WriteAllTextAsync(small, "small");
        Line.Proxy = request => request.Method == HttpMethod.Put && request.Content!.Headers.ContentLength == 9 ? Answer(413, "<html>Too large.</html>") : null;
        var clock = new HandClock();
        await using var tracking = new TrackingClient(Options(farewell: Short) with { Time = clock, Gather = TimeSpan.Zero }, Line);
        var run = tracking.StartRun("large file");
        run.LogArtifact(file);
        run.LogMetric("loss", 1, 1);
        run.LogParam("a", 1);
        run.LogArtifact(file, "twice.bin");
        run.LogArtifact(small);
        run.LogArtifact(small, "twice.bin"); // replaces the large one, which must not come after it
        await Eventually.HoldsAsync(async () => await run.FlushAsync() || (await RunAsync(run.Id)).GetProperty("data").ToString().Contains("\"loss\"", StringComparison.Ordinal));
        run.LogMetric("loss", 2, 2);
        var ending = run.DisposeAsync().AsTask();
        await Eventually.HoldsAsync(async () => (await RunAsync(run.Id)).GetProperty("info").Text("status") == "FINISHED"); // before its time is over, which does not go on
        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(0.2));
            return ending.IsCompleted;
        });
        var found = await RunAsync(run.Id);
        Assert.Equal(("FINISHED", "1"), (found.GetProperty("info").Text("status"), Value(found, "params", "a")));
        Assert.Equal(2, (await HistoryAsync(run.Id, "loss")).Count);
        Assert.Equal("small"u8.ToArray(), await FileAsync(run.Id, "note.txt"));
        Assert.Contains(Problems, problem => problem.Message.Contains("model.onnx waits behind everything else", StringComparison.Ordinal));
        Assert.NotEmpty(SpoolFiles());

        Line.Proxy = null;
        await using var later = Client();
        Assert.True(await later.DeliverSpoolAsync());
        Assert.Equal("too large"u8.ToArray(), await FileAsync(run.Id, "model.onnx"));
        Assert.Equal("small"u8.ToArray(), await FileAsync(run.Id, "twice.bin"));
        Assert.DoesNotContain(Problems, problem => problem.Kind is TrackingProblemKind.Dropped or TrackingProblemKind.Refused or TrackingProblemKind.Damaged);
    }

    [Fact]
    public async Task A_file_that_is_never_taken_is_not_uploaded_again_with_each_batch()
    {
        var file = Path.Combine(Folder, "model.onnx");
        await File.WriteAllTextAsync(file, "too large");
        var uploads = 0;
        Line.Proxy = request =>
        {
            if (request.Method != HttpMethod.Put)
                return null;
            Interlocked.Increment(ref uploads);
            return Answer(413, "<html>Too large.</html>");
        };
        var clock = new HandClock();
        await using var tracking = new TrackingClient(Options(farewell: Short) with { Time = clock, Gather = TimeSpan.Zero }, Line);
        var run = tracking.StartRun("large file, often");
        run.LogArtifact(file);
        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return Problems.Any(problem => problem.Message.Contains("model.onnx waits behind everything else", StringComparison.Ordinal));
        });
        var before = Volatile.Read(ref uploads);
        for (var step = 0; step < 20; step++)
        {
            var batches = Line.Batches;
            run.LogMetric("loss", step, step);
            await Eventually.HoldsAsync(() => Line.Batches > batches);
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(before, Volatile.Read(ref uploads)); // 20 s, of a pause of 30 s
        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return Volatile.Read(ref uploads) > before;
        });
        var ending = run.DisposeAsync().AsTask();
        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(0.2));
            return ending.IsCompleted;
        });
        Assert.Equal(20, (await HistoryAsync(run.Id, "loss")).Count);
    }

    private static HttpResponseMessage Answer(int status, string body) => new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, body.StartsWith('<') ? "text/html" : "application/json") };
}
