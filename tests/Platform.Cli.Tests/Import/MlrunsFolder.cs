using System.Globalization;

namespace Platform.Cli.Tests.Import;

/// <summary>A small mlruns folder: an experiment with two runs that can grow, and a registered model.</summary>
internal sealed class MlrunsFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="experiment">Its name; runs' identities follow from it.</param>
    public MlrunsFolder(string experiment)
    {
        (First, Second) = (Id(experiment, 1), Id(experiment, 2));
        Write("7/meta.yaml", $"experiment_id: '7'\nname: {experiment}\nlifecycle_stage: active\n");
        Write("7/tags/team", "blue");
        foreach (var (id, status) in new[] { (First, 3), (Second, 4) })
        {
            Run(id, status, 1_700_000_009_000);
            Write($"7/{id}/params/lr", "0.1");
            Write($"7/{id}/params/net/depth", "3");
            Write($"7/{id}/tags/mlflow.runName", $"run {status}");
            Write($"7/{id}/tags/stage", "early");
            Write($"7/{id}/artifacts/model/weights.bin", $"weights of {id}");
            Write($"7/{id}/artifacts/empty.txt", "");
            Log(id, "loss", 0, 2_500);
        }
        Write($"7/{First}/metrics/val/odd", "1700000000001 nan 1\n1700000000002 inf 2\nnonsense\n");
        Write($"7/{First}/inputs/i/meta.yaml", "source_type: 1\nsource_id: d1\ntags:\n  mlflow.data.context: training\n");
        Write("7/datasets/d1/meta.yaml", "name: iris\ndigest: abc\nsource_type: local\nsource: /iris.csv\nschema: '{}'\n");
        Write($"models/{experiment}/meta.yaml", $"name: {experiment}\ndescription: reads digits\n");
        Write($"models/{experiment}/aliases/champion", "2");
        Write($"models/{experiment}/version-1/meta.yaml", $"version: 1\nsource: file:///gone/7/{First}/artifacts/model\nrun_id: {First}\n");
        Write($"models/{experiment}/version-2/meta.yaml", $"version: 2\nsource: runs:/{Second}/model\nrun_id: {Second}\ncurrent_stage: Production\n");
    }

    public string First { get; }

    public string Second { get; }

    public string Path => _folder.Combine("mlruns");

    public void Dispose() => _folder.Dispose();

    /// <summary>Says how a run stands, by MLflow's number.</summary>
    public void Run(string id, int status, long? end) => Write(
        $"7/{id}/meta.yaml",
        string.Create(CultureInfo.InvariantCulture, $"run_id: {id}\nrun_name: run {status}\nuser_id: ann\nstatus: {status}\nstart_time: 1700000000000\nend_time: {(end is null ? "null" : end)}\nlifecycle_stage: active\n"));

    /// <summary>Appends points, half a unit a step.</summary>
    public void Log(string run, string key, int from, int to) =>
        Append($"7/{run}/metrics/{key}", string.Concat(Enumerable.Range(from, to - from).Select(step => string.Create(CultureInfo.InvariantCulture, $"{1700000000000 + step} {step * 0.5} {step}\n"))));

    public void Write(string path, string content)
    {
        if (File.Exists(Whole(path)))
            File.Delete(Whole(path));
        Append(path, content);
    }

    private void Append(string path, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Whole(path))!);
        File.AppendAllText(Whole(path), content);
    }

    private string Whole(string path) => System.IO.Path.Combine(Path, path);

    private static string Id(string experiment, int number) => Platform.Core.Import.SourceIds.Of(experiment, number.ToString(CultureInfo.InvariantCulture));
}
