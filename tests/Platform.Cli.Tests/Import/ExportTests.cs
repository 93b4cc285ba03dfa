using System.IO.Compression;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Cli.Tests.Support;

namespace Platform.Cli.Tests.Import;

/// <summary>export, and importing what it wrote on another platform.</summary>
public class ExportTests(WebPlatform platform) : IClassFixture<WebPlatform>
{
    [Fact]
    public async Task An_archive_imported_elsewhere_is_exported_again_as_the_same_bytes()
    {
        using var source = new MlrunsFolder("moves");
        source.Run(source.Second, status: 1, end: null);
        using var folder = new TemporaryFolder();
        var (there, back, one) = (folder.Combine("there.zip"), folder.Combine("back.zip"), folder.Combine("one.zip"));
        await OkAsync(platform, "import", "mlflow", source.Path);
        Assert.Contains("2 runs of 1 experiments, 5,002 points, 4 files", await OkAsync(platform, "export", "archive", there, "--experiment", "moves"), StringComparison.Ordinal);

        var other = new WebPlatform();
        await other.InitializeAsync();
        await using (other)
        {
            await OkAsync(other, "import", "archive", there);
            await OkAsync(other, "export", "archive", back, "--experiment", "moves");
            Assert.Equal(await ManifestAsync(there), await ManifestAsync(back));
            Assert.Equal(await File.ReadAllBytesAsync(there, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(back, TestContext.Current.CancellationToken));

            var events = await other.Journal.LastSequenceAsync(TestContext.Current.CancellationToken);
            await OkAsync(other, "import", "archive", there);
            Assert.Equal(events, await other.Journal.LastSequenceAsync(TestContext.Current.CancellationToken));
            await OkAsync(other, "export", "archive", one, "--run", source.First);
        }
        Assert.Equal(source.First, JsonElement.Parse(await ManifestAsync(one)).GetProperty("runs")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_archive_has_the_logged_models_of_its_runs()
    {
        var stop = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        var (there, back) = (folder.Combine("there.zip"), folder.Combine("back.zip"));
        string experiment, made, read, model, alone, gone;
        using (var client = new HttpClient { BaseAddress = new Uri(platform.Url) })
        {
            experiment = Text(await PostAsync(client, "experiments/create", new { name = "with models" }), "experiment_id");
            made = await RunAsync(client, experiment);
            read = await RunAsync(client, experiment);
            model = await ModelAsync(client, new { experiment_id = experiment, name = "net", model_type = "sklearn", source_run_id = made, @params = Pair("depth", "3"), tags = Pair("team", "blue") });
            alone = await ModelAsync(client, new { experiment_id = experiment, name = "alone" });
            gone = await ModelAsync(client, new { experiment_id = experiment, name = "gone", source_run_id = made });
            await PutAsync(client, Place(await ReadAsync(client, $"logged-models/{model}"), "model"), "sub/MLmodel", "flavors");
            using (var change = await client.PatchAsJsonAsync($"/api/2.0/mlflow/logged-models/{model}", new { status = "LOGGED_MODEL_READY" }, stop))
                change.EnsureSuccessStatusCode();
            await PostAsync(client, "runs/outputs", new { run_id = made, models = new[] { new { model_id = model, step = 7 } } });
            await PostAsync(client, "runs/log-inputs", new { run_id = read, models = new[] { new { model_id = model } } });
            await PostAsync(client, "runs/log-batch", new
            {
                run_id = read,
                metrics = new object[]
                {
                    new { key = "acc", value = 0.5, timestamp = 5, step = 1, model_id = model, dataset_name = "iris", dataset_digest = "d1" },
                    new { key = "acc", value = "NaN", timestamp = 6, step = 2, model_id = model },
                    new { key = "acc", value = 0.7, timestamp = 7, step = 3, model_id = gone },
                    new { key = "acc", value = 0.8, timestamp = 8, step = 4 },
                },
            });
            using (var delete = await client.DeleteAsync($"/api/2.0/mlflow/logged-models/{gone}", stop))
                delete.EnsureSuccessStatusCode();
        }
        Assert.Contains("2 runs of 1 experiments, 4 points, 2 logged models, 1 files", await OkAsync(platform, "export", "archive", there, "--experiment", "with models"), StringComparison.Ordinal);
        await OkAsync(platform, "export", "archive", folder.Combine("one.zip"), "--run", read); // names the model without having made it
        Assert.Equal([model], Models(await ManifestAsync(folder.Combine("one.zip"))));

        var other = new WebPlatform();
        await other.InitializeAsync();
        await using (other)
        {
            var report = JsonElement.Parse(await OkAsync(other, "import", "archive", there, "--json"));
            Assert.Equal((2, 2, 1, 4, 0), (report.GetProperty("runs").GetInt32(), report.GetProperty("loggedModels").GetInt32(), report.GetProperty("files").GetInt32(), report.GetProperty("points").GetInt32(), report.GetProperty("leftOut").GetArrayLength()));
            using var client = new HttpClient { BaseAddress = new Uri(other.Url) };
            var found = (await ReadAsync(client, $"logged-models/{model}")).GetProperty("model");
            var (info, data) = (found.GetProperty("info"), found.GetProperty("data"));
            Assert.Equal(("net", "sklearn", made, "LOGGED_MODEL_READY"), (Text(info, "name"), Text(info, "model_type"), Text(info, "source_run_id"), Text(info, "status")));
            Assert.Equal(("depth", "team"), (Text(data.GetProperty("params")[0], "key"), Text(info.GetProperty("tags")[0], "key")));
            Assert.Equal([("iris", "0.5"), ("", "\"NaN\"")], data.GetProperty("metrics").EnumerateArray().Select(metric => (metric.TryGetProperty("dataset_name", out var name) ? name.GetString()! : "", metric.GetProperty("value").GetRawText())));
            Assert.Equal("flavors", await client.GetStringAsync($"/api/2.0/mlflow-artifacts/artifacts/{Text(info, "artifact_uri")["mlflow-artifacts:/".Length..]}/sub/MLmodel", stop));
            var output = (await ReadAsync(client, $"runs/get?run_id={made}")).GetProperty("run").GetProperty("outputs").GetProperty("model_outputs")[0];
            Assert.Equal((model, 7), (Text(output, "model_id"), output.GetProperty("step").GetInt32()));
            Assert.Equal(model, Text((await ReadAsync(client, $"runs/get?run_id={read}")).GetProperty("run").GetProperty("inputs").GetProperty("model_inputs")[0], "model_id"));
            Assert.Equal("alone", Text((await ReadAsync(client, $"logged-models/{alone}")).GetProperty("model").GetProperty("info"), "name"));
            var counted = await client.GetFromJsonAsync<JsonElement>($"/api/v1/tracking/runs/{read}", stop);
            Assert.Equal(4, counted.GetProperty("metrics")[0].GetProperty("count").GetInt32()); // none came twice

            await OkAsync(other, "export", "archive", back, "--experiment", "with models");
            Assert.Equal(await ManifestAsync(there), await ManifestAsync(back));
            Assert.Equal(await File.ReadAllBytesAsync(there, stop), await File.ReadAllBytesAsync(back, stop));
            var events = await other.Journal.LastSequenceAsync(stop);
            await OkAsync(other, "import", "archive", there);
            Assert.Equal(events, await other.Journal.LastSequenceAsync(stop));
        }

        static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
        static string Place(JsonElement answer, string name) => Text(answer.GetProperty(name).GetProperty("info"), "artifact_uri");
        static object[] Pair(string key, string value) => [new { key, value }];
        static IEnumerable<string> Models(string manifest) => JsonElement.Parse(manifest).GetProperty("models").EnumerateArray().Select(item => Text(item, "id"));
        static Task<JsonElement> ReadAsync(HttpClient client, string call) => client.GetFromJsonAsync<JsonElement>($"/api/2.0/mlflow/{call}", TestContext.Current.CancellationToken);
        static async Task<string> RunAsync(HttpClient client, string experiment) => Text((await PostAsync(client, "runs/create", new { experiment_id = experiment })).GetProperty("run").GetProperty("info"), "run_id");
        static async Task<string> ModelAsync(HttpClient client, object body) => Text((await PostAsync(client, "logged-models", body)).GetProperty("model").GetProperty("info"), "model_id");

        static async Task PutAsync(HttpClient client, string artifactUri, string path, string content)
        {
            using var body = new StringContent(content);
            using var answer = await client.PutAsync($"/api/2.0/mlflow-artifacts/artifacts/{artifactUri["mlflow-artifacts:/".Length..]}/{path}", body, TestContext.Current.CancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        static async Task<JsonElement> PostAsync(HttpClient client, string call, object body)
        {
            using var answer = await client.PostAsJsonAsync($"/api/2.0/mlflow/{call}", body, TestContext.Current.CancellationToken);
            answer.EnsureSuccessStatusCode();
            return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_trial_of_a_sweep_comes_elsewhere_as_a_run()
    {
        using var folder = new TemporaryFolder();
        var archive = folder.Combine("trial.zip");
        await MeasuredRuns.SweepAsync(platform, "moved123", 2);
        await MeasuredRuns.TrialAsync(platform, "moved123", 1, 0.9);
        await OkAsync(platform, "export", "archive", archive, "--run", "moved123-1");

        var other = new WebPlatform();
        await other.InitializeAsync();
        await using (other)
        {
            await OkAsync(other, "import", "archive", archive);
            await OkAsync(other, "export", "jsonl", folder.Combine("runs.jsonl"), "--experiment", "a sweep [moved123]", "--runs");
            var run = JsonElement.Parse(Assert.Single(await File.ReadAllLinesAsync(folder.Combine("runs.jsonl"), TestContext.Current.CancellationToken)));
            Assert.Equal("0.9", run.GetProperty("metrics").GetProperty("validation_accuracy").GetRawText());
            Assert.Equal("0.01", run.GetProperty("params").GetProperty("learning_rate").GetString());
            var again = JsonElement.Parse(await OkAsync(other, "import", "archive", archive, "--json"));
            Assert.Equal((1, 0), (again.GetProperty("knownRuns").GetInt32(), again.GetProperty("points").GetInt32()));
        }

        var refused = await platform.RunAsync("export", "parquet", folder.Combine("a.parquet"), "--run", "moved123-1");
        Assert.Equal(ExitCodes.Failed, refused.ExitCode);
        Assert.Contains("is a trial of a sweep", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Combine("a.parquet")));
    }

    [Fact]
    public async Task What_was_erased_is_left_out_and_named()
    {
        using var source = new MlrunsFolder("partly erased");
        using var folder = new TemporaryFolder();
        await OkAsync(platform, "import", "mlflow", source.Path);
        using var client = new HttpClient { BaseAddress = new Uri(platform.Url) };
        var experiment = (await client.GetFromJsonAsync<JsonElement>("/api/2.0/mlflow/experiments/get-by-name?experiment_name=partly%20erased", TestContext.Current.CancellationToken)).GetProperty("experiment");
        var made = await PostAsync("/api/2.0/mlflow/runs/create", new { experiment_id = experiment.GetProperty("experiment_id").GetString() });
        var run = made.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
        await PostAsync("/api/2.0/mlflow/runs/delete", new { run_id = run });
        await PostAsync($"/api/v1/tracking/runs/{run}/erasure", new { reason = "asked for" });

        var report = await OkAsync(platform, "export", "archive", folder.Combine("a.zip"), "--experiment", "partly erased", "--run", run);
        Assert.Contains(": 2 runs of 1 experiments", report, StringComparison.Ordinal);
        Assert.Contains("Left out: experiment 'partly erased': 1 of its runs were erased.", report, StringComparison.Ordinal);
        Assert.Contains($"Left out: run {run}: What had this identity was erased by anonymous on", report, StringComparison.Ordinal);

        async Task<JsonElement> PostAsync(string path, object body)
        {
            using var response = await client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Stored_files_that_are_damaged_or_gone_are_left_out_and_named_and_the_rest_is_exported()
    {
        var stop = TestContext.Current.CancellationToken;
        using var source = new MlrunsFolder("half lost");
        using var folder = new TemporaryFolder();
        var file = folder.Combine("a.zip");
        await OkAsync(platform, "import", "mlflow", source.Path);
        await File.WriteAllTextAsync(StoredAs($"weights of {source.First}"), $"WEIGHTS of {source.First}", stop);
        File.Delete(StoredAs($"weights of {source.Second}"));

        var run = await platform.RunAsync("export", "archive", file, "--experiment", "half lost");
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("2 runs of 1 experiments, 5,002 points, 2 files", run.Output, StringComparison.Ordinal);
        Assert.Contains($"Left out: run {source.First}, file model/weights.bin: its content is damaged at the platform.", run.Output, StringComparison.Ordinal);
        Assert.Contains($"Left out: run {source.Second}, file model/weights.bin: the platform cannot give its content", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("weights.bin", await ManifestAsync(file), StringComparison.Ordinal);
        var report = JsonElement.Parse(await OkAsync(platform, "import", "archive", file, "--json"));
        Assert.Equal((2, 0), (report.GetProperty("knownRuns").GetInt32(), report.GetProperty("leftOut").GetArrayLength()));

        string StoredAs(string content)
        {
            var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
            return Assert.Single(Directory.GetFiles(platform.Home, $"{digest}*", SearchOption.AllDirectories));
        }
    }

    [Fact]
    public async Task An_archive_whose_content_was_changed_brings_no_content()
    {
        using var source = new MlrunsFolder("changed");
        using var folder = new TemporaryFolder();
        var file = folder.Combine("a.zip");
        await OkAsync(platform, "import", "mlflow", source.Path);
        await OkAsync(platform, "export", "archive", file, "--run", source.Second);
        using (var zip = ZipFile.Open(file, ZipArchiveMode.Update))
        {
            foreach (var entry in zip.Entries.Where(entry => entry.FullName != "manifest.json").ToList())
            {
                using var content = entry.Open();
                if (content.Length == 0)
                    continue;
                content.Seek(0, SeekOrigin.Begin);
                content.WriteByte((byte)'#');
            }
        }

        var other = new WebPlatform();
        await other.InitializeAsync();
        await using (other)
        {
            var report = JsonElement.Parse(await OkAsync(other, "import", "archive", file, "--json"));
            Assert.Equal((1, 0, 1), (report.GetProperty("runs").GetInt32(), report.GetProperty("points").GetInt32(), report.GetProperty("files").GetInt32())); // the empty file is whole
            Assert.Equal(2, report.GetProperty("leftOut").GetArrayLength());
        }
    }

    [Fact]
    public async Task Tables_hold_points_and_runs_and_points_can_be_imported_again()
    {
        using var source = new MlrunsFolder("tables");
        using var folder = new TemporaryFolder();
        await OkAsync(platform, "import", "mlflow", source.Path);
        await OkAsync(platform, "export", "csv", folder.Combine("points.csv"), "--experiment", "tables");
        await OkAsync(platform, "export", "csv", folder.Combine("runs.csv"), "--experiment", "tables", "--runs");
        await OkAsync(platform, "export", "jsonl", folder.Combine("points.jsonl"), "--run", source.First);
        await OkAsync(platform, "export", "jsonl", folder.Combine("runs.jsonl"), "--experiment", "tables", "--runs");

        var points = await File.ReadAllLinesAsync(folder.Combine("points.csv"), TestContext.Current.CancellationToken);
        Assert.Equal((5_003, "experiment,run_id,run,metric,step,time_ms,value"), (points.Length, points[0]));
        Assert.Contains($"tables,{source.First},run 3,val/odd,1,1700000000001,NaN", points);
        var runs = await File.ReadAllLinesAsync(folder.Combine("runs.csv"), TestContext.Current.CancellationToken);
        Assert.Equal((3, "run_id,experiment,run,status,user,start_time,end_time,params.lr,params.net/depth,metrics.loss,metrics.val/odd,tags.mlflow.runName,tags.stage"), (runs.Length, runs[0]));
        var lines = await File.ReadAllLinesAsync(folder.Combine("points.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal((2_502, $$"""{"run_id":"{{source.First}}","key":"loss","step":1,"time":1700000000001,"value":0.5}"""), (lines.Length, lines[1]));
        Assert.Equal(2, (await File.ReadAllLinesAsync(folder.Combine("runs.jsonl"), TestContext.Current.CancellationToken)).Count(line => JsonElement.Parse(line).GetProperty("params").GetProperty("lr").GetString() == "0.1"));

        var again = JsonElement.Parse(await OkAsync(platform, "import", "csv", folder.Combine("points.csv"), "--json"));
        Assert.Equal((2, 0, 5_002), (again.GetProperty("knownRuns").GetInt32(), again.GetProperty("points").GetInt32(), again.GetProperty("knownPoints").GetInt32()));
    }

    [Fact]
    public async Task Parquet_files_are_whole_or_not_there()
    {
        using var source = new MlrunsFolder("parquet");
        using var folder = new TemporaryFolder();
        await OkAsync(platform, "import", "mlflow", source.Path);
        foreach (var (file, args) in new[] { ("points", Array.Empty<string>()), ("runs", ["--runs"]) })
        {
            await OkAsync(platform, ["export", "parquet", folder.Combine(file), "--experiment", "parquet", "--run", source.First, .. args]);
            var bytes = await File.ReadAllBytesAsync(folder.Combine(file), TestContext.Current.CancellationToken);
            Assert.Equal("PAR1", System.Text.Encoding.ASCII.GetString(bytes, 0, 4));
            Assert.Equal("PAR1", System.Text.Encoding.ASCII.GetString(bytes, bytes.Length - 4, 4));
        }
        Assert.Contains("no experiment 'nowhere'", (await platform.RunAsync("export", "parquet", folder.Combine("a"), "--experiment", "nowhere")).Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await platform.RunAsync("export", "parquet", folder.Combine("a"))).ExitCode);
        Assert.Equal(["points", "runs"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Points_of_the_first_seconds_of_1970_come_back_as_they_were()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("early.csv"), "step,time_ms,loss\n1,7,0.5\n", TestContext.Current.CancellationToken);
        await OkAsync(platform, "import", "csv", folder.Combine("early.csv"));
        await OkAsync(platform, "export", "csv", folder.Combine("points.csv"), "--experiment", "early");
        Assert.EndsWith(",loss,1,7,0.5", (await File.ReadAllLinesAsync(folder.Combine("points.csv"), TestContext.Current.CancellationToken))[1], StringComparison.Ordinal);
        var again = JsonElement.Parse(await OkAsync(platform, "import", "csv", folder.Combine("points.csv"), "--json"));
        Assert.Equal((1, 0, 1), (again.GetProperty("knownRuns").GetInt32(), again.GetProperty("points").GetInt32(), again.GetProperty("knownPoints").GetInt32()));
    }

    [Fact]
    public async Task A_deleted_run_is_not_exported()
    {
        using var source = new MlrunsFolder("deleted");
        using var folder = new TemporaryFolder();
        await OkAsync(platform, "import", "mlflow", source.Path);
        using var http = new HttpClient { BaseAddress = new Uri(platform.Url) };
        (await http.PostAsJsonAsync("/api/2.0/mlflow/runs/delete", new { run_id = source.First }, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        var run = await platform.RunAsync("export", "archive", folder.Combine("a.zip"), "--run", source.First);
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("is deleted", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_exported()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCodes.Usage, (await platform.RunAsync("export", "csv", folder.Combine("a.csv"))).ExitCode);
        Assert.Contains("no experiment 'nowhere'", (await platform.RunAsync("export", "csv", folder.Combine("a.csv"), "--experiment", "nowhere")).Error, StringComparison.Ordinal);
        Assert.Contains("cannot be written", (await platform.RunAsync("export", "csv", folder.Combine("no", "such", "a.csv"), "--run", await AnyRunAsync())).Error, StringComparison.Ordinal);
        Assert.Contains("There is no run", (await platform.RunAsync("export", "csv", folder.Combine("a.csv"), "--run", new string('0', 32))).Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private async Task<string> AnyRunAsync()
    {
        var id = $"any{Guid.NewGuid():N}"[..8];
        await MeasuredRuns.SweepAsync(platform, id, 1);
        return (await MeasuredRuns.TrialAsync(platform, id, 1, 0.5)).Id;
    }

    private static async Task<string> OkAsync(WebPlatform platform, params string[] args)
    {
        var run = await platform.RunAsync(args);
        Assert.True(run.ExitCode == ExitCodes.Ok, run.Error);
        return run.Output;
    }

    private static async Task<string> ManifestAsync(string file)
    {
        using var zip = ZipFile.OpenRead(file);
        using var reader = new StreamReader(zip.GetEntry("manifest.json")!.Open());
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
