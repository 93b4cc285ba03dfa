using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Testing;

namespace EndToEnd.Tests.Support;

/// <summary>Something to look at on every page: sweeps in several states, a promoted model, a reproduction, runs of another program.</summary>
/// <param name="Finished">A sweep of digits whose trials have all ended.</param>
/// <param name="Best">Its best trial: reproduced, measured on the test set and promoted.</param>
/// <param name="Failing">A sweep one of whose trials diverged.</param>
/// <param name="Folds">A sweep of two folds, for the review of labels.</param>
/// <param name="Waiting">A sweep that waits: paused before its trials ended.</param>
/// <param name="Experiment">An experiment with <see cref="Runs"/>.</param>
/// <param name="Runs">Runs from outside; the first has files, a note, tags, console output and machine metrics.</param>
/// <param name="Report">A report on the finished sweep with a chart that is kept up and one that is not.</param>
public sealed record SeededPages(string Finished, string Best, string Failing, string Folds, string Waiting, string Experiment, IReadOnlyList<string> Runs, string Report)
{
    /// <summary>The registered model.</summary>
    public const string Model = "digits-seeded";

    private const string Sweep = "data: digits\nepochs: 3\nfixed: {model: mlp, mlp.layers: 1, train_samples: 500}\n";

    internal static async Task<SeededPages> CreateAsync(RunningPlatform platform)
    {
        var seed = new Seed(platform);
        var finished = await seed.LaunchAsync($"name: seeded\ntrials: 6\n{Sweep}space:\n  learning_rate: {{type: float, low: 0.001, high: 0.02, log: true}}\n  batch_size: {{type: categorical, choices: [32, 64]}}\n");
        var failing = await seed.LaunchAsync("name: diverging\ndata: friedman\nepochs: 3\ntrials: 2\nfixed: {model: mlp, optimizer: sgd}\nspace: {learning_rate: {type: categorical, choices: [0.003, 10]}}\nsampler: {name: grid}\npruner: {name: none}\n");
        var folds = await seed.LaunchAsync($"name: two folds\ntrials: 2\n{Sweep.Replace("train_samples: 500", "train_samples: 600, split.folds: 2", StringComparison.Ordinal)}space: {{split.fold: {{type: categorical, choices: [1, 2]}}}}\nsampler: {{name: grid}}\npruner: {{name: none}}\n");
        var (experiment, runs) = await seed.RunsAsync();
        foreach (var sweep in new[] { finished, failing, folds })
            await Eventually.HoldsAsync(async () => await seed.StatusAsync(sweep) == "completed", Eventually.LongPatience, "the seeded sweeps end");
        var waiting = await seed.LaunchAsync($"name: waiting\ntrials: 40\n{Sweep}space: {{learning_rate: {{type: float, low: 0.001, high: 0.02, log: true}}}}\n");
        await seed.PostAsync($"api/v1/sweeps/{waiting}/pause", "{}");
        var best = (await platform.ReadAsync($"sweeps/{finished}")).GetProperty("sweep").GetProperty("bestTrialId").GetString()!;
        await seed.PostAsync($"api/v1/models/{Model}/versions", $$"""{"trialId":"{{best}}","alias":"champion","why":"Best validation accuracy"}""");
        await seed.PostAsync($"api/v1/runs/{best}/reproduce", "{}");
        await Eventually.HoldsAsync(
            async () => (await platform.ReadAsync($"trials/{best}-r1")).GetProperty("verdict").ValueKind == JsonValueKind.Object, expected: "the best trial is reproduced");
        return new SeededPages(finished, best, failing, folds, waiting, experiment, runs, await seed.ReportAsync(finished, best));
    }

    /// <summary>A sweep that is still at it when it is looked at; cancel it.</summary>
    internal static async Task<string> LaunchEndlessAsync(RunningPlatform platform)
    {
        var seed = new Seed(platform);
        var sweep = await seed.LaunchAsync($"name: under way\ntrials: 1000\n{Sweep}space: {{learning_rate: {{type: float, low: 0.001, high: 0.02, log: true}}}}\n");
        await Eventually.HoldsAsync(
            async () => (await platform.ReadAsync($"sweeps/{sweep}")).GetProperty("sweep").GetProperty("completed").GetInt32() > 0, expected: "a trial of the running sweep completes");
        return sweep;
    }

    /// <summary>A sweep of one trial that trains for long; cancel it.</summary>
    internal static Task<string> LaunchLongAsync(RunningPlatform platform) =>
        new Seed(platform).LaunchAsync($"name: for long\ntrials: 1\n{Sweep.Replace("epochs: 3", "epochs: 1000", StringComparison.Ordinal)}space: {{learning_rate: {{type: float, low: 0.001, high: 0.02, log: true}}}}\npruner: {{name: none}}\n");

    /// <summary>Ends a sweep; one that has completed by itself has ended too.</summary>
    internal static async Task CancelAsync(RunningPlatform platform, string sweep)
    {
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await platform.Http.PostAsync($"api/v1/sweeps/{sweep}/cancel", content);
        if (!answer.IsSuccessStatusCode && await new Seed(platform).StatusAsync(sweep) != "completed")
            throw new InvalidOperationException($"The sweep {sweep} could not be cancelled: {await answer.Content.ReadAsStringAsync()}");
    }

    private sealed class Seed(RunningPlatform platform)
    {
        public async Task<string> LaunchAsync(string yaml) => (await PostAsync("api/v1/sweeps", yaml, "application/yaml")).GetProperty("id").GetString()!;

        public async Task<string?> StatusAsync(string sweep) => (await platform.ReadAsync($"sweeps/{sweep}")).GetProperty("sweep").GetProperty("status").GetString();

        public async Task<(string Experiment, IReadOnlyList<string> Runs)> RunsAsync()
        {
            var experiment = (await TrackAsync("experiments/create", """{"name":"seeded runs"}""")).GetProperty("experiment_id").GetString()!;
            var runs = new List<string>();
            for (var number = 0; number < 12; number++)
                runs.Add(await RunAsync(experiment, number));
            await TrackAsync("runs/set-tag", $$"""{"run_id":"{{runs[0]}}","key":"mlflow.note.content","value":"**Seen**: the first of a dozen, with [a link](https://example.org)."}""");
            await TrackAsync("runs/log-batch", $$"""{"run_id":"{{runs[0]}}","metrics":[{{Points("system/cpu_utilization_percentage", 10, 40)}}]}""");
            await PutAsync($"{experiment}/{runs[0]}/artifacts/plots/teal.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><rect width='40' height='20' fill='teal'/></svg>");
            await PutAsync($"{experiment}/{runs[0]}/artifacts/table.csv", "a,b\n1,2\n");
            await PutAsync($"{experiment}/{runs[0]}/artifacts/console/000001.log", "epoch 1: loss 3\nepoch 2: loss 2\n");
            return (experiment, runs);
        }

        public async Task<string> ReportAsync(string sweep, string trial)
        {
            var last = (await platform.ReadAsync($"trials/{trial}/events")).GetProperty("items").EnumerateArray().Last().GetProperty("sequence").GetInt64();
            var text = $"Digits can be told apart by **500 pictures**.\n\n## Curves\n\n```chart\nsweep: {sweep}\nmetric: validation_accuracy\n```\n\nWhen it had ended:\n\n```chart\nsweep: {sweep}\nmetric: validation_accuracy\nfrozen: {last}\n```\n";
            return (await PostAsync("api/v1/reports", JsonSerializer.Serialize(new { title = "Digits from few pictures", text }))).GetProperty("id").GetString()!;
        }

        public async Task<JsonElement> PostAsync(string path, string body, string type = "application/json")
        {
            using var content = new StringContent(body, Encoding.UTF8, type);
            using var answer = await platform.Http.PostAsync(path, content);
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"{path} answered {await answer.Content.ReadAsStringAsync()}");
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }

        private async Task<string> RunAsync(string experiment, int number)
        {
            var run = (await TrackAsync("runs/create", $$"""{"experiment_id":"{{experiment}}","run_name":"seeded-{{number}}","start_time":{{1_700_000_000_000 + number}}}"""))
                .GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
            var parameters = $$"""{"key":"depth","value":"{{number % 3}}"},{"key":"same","value":"1"}""";
            await TrackAsync("runs/log-batch", $$"""{"run_id":"{{run}}","params":[{{parameters}}],"tags":[{"key":"team","value":"vision"}],"metrics":[{{Points("loss", 10, number)}}]}""");
            if (number % 4 != 3)
                await TrackAsync("runs/update", $$"""{"run_id":"{{run}}","status":"{{(number % 4 == 1 ? "FAILED" : "FINISHED")}}","end_time":1700000100000}""");
            return run;
        }

        private Task<JsonElement> TrackAsync(string path, string body) => PostAsync($"api/2.0/mlflow/{path}", body);

        private async Task PutAsync(string path, string text)
        {
            using var content = new StringContent(text, Encoding.UTF8);
            using var answer = await platform.Http.PutAsync($"api/2.0/mlflow-artifacts/artifacts/{path}", content);
            answer.EnsureSuccessStatusCode();
        }

        private static string Points(string key, int steps, int last) => string.Join(',', Enumerable.Range(0, steps).Select(step =>
            string.Create(CultureInfo.InvariantCulture, $$"""{"key":"{{key}}","value":{{last + steps - 1 - step}},"timestamp":{{1_700_000_000_000 + step * 1000}},"step":{{step}}}""")));
    }
}
