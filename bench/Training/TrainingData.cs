using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Training.Core.Data;

namespace Bench.Throughput;

/// <summary>What is trained on, for us and, as files in a folder, for PyTorch: digits of 28 × 28 pixels, and the same as tables of 64 numbers.</summary>
internal sealed class TrainingData : IDisposable
{
    public const string PatchesName = "patches";
    private const int PatchRows = 4_000, TestRows = 100, Side = 8;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public TrainingData()
    {
        Folder = Directory.CreateTempSubdirectory("bench-training-").FullName;
        Digits = (ImageDataset)DatasetCatalog.Open("digits", dataFolder: "");
        var patches = Shrink(Digits.Train, PatchRows + TestRows);
        WriteTable(patches);
        Patches = DatasetCatalog.Open(PatchesName, Folder);
        WriteForPeer(patches);
    }

    /// <summary>Belongs to this object.</summary>
    public string Folder { get; }

    public ImageDataset Digits { get; }

    /// <summary>4,000 rows to train on.</summary>
    public Dataset Patches { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    // Means of 3 × 3 pixels of the middle 24 × 24.
    private static byte[] Shrink(DataPool pool, int rows)
    {
        var small = new byte[rows * Side * Side];
        for (var i = 0; i < small.Length; i++)
        {
            var image = pool.Sample(i / (Side * Side));
            var (top, left) = (2 + (3 * (i / Side % Side)), 2 + (3 * (i % Side)));
            var sum = 0;
            for (var k = 0; k < 9; k++)
                sum += image[((top + (k / 3)) * 28) + left + (k % 3)];
            small[i] = (byte)(sum / 9);
        }

        return small;
    }

    private void WriteTable(byte[] patches)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, PatchesName)).FullName;
        var text = new StringBuilder(string.Join(',', Enumerable.Range(0, Side * Side).Select(i => $"p{i}"))).Append(",digit\n");
        for (var row = 0; row < PatchRows + TestRows; row++)
        {
            foreach (var value in patches.AsSpan(row * Side * Side, Side * Side))
                text.Append(CultureInfo.InvariantCulture, $"{value},");
            text.Append(CultureInfo.InvariantCulture, $"d{Digits.Train.Labels.Span[row]}\n");
        }

        File.WriteAllText(Path.Combine(folder, "patches.csv"), text.ToString());
        File.WriteAllText(Path.Combine(folder, "dataset.yaml"), $"task: classification\ntrain: patches.csv\ntarget: digit\ntest_rows: {TestRows}\n");
    }

    private void WriteForPeer(byte[] patches)
    {
        File.WriteAllBytes(Path.Combine(Folder, "pixels.bin"), Digits.Train.Pixels.Span);
        File.WriteAllBytes(Path.Combine(Folder, "patches.bin"), patches);
        File.WriteAllBytes(Path.Combine(Folder, "labels.bin"), MemoryMarshal.AsBytes(Digits.Train.Labels.Span));
        var cases = TrainingCase.All.ToDictionary(c => c.Name, c => PeerCase(c.Model, c.BatchSize, "pixels.bin", 28, [1e-3], Digits.Split(c.Spec.Data.ValidationFraction, c.Spec.Data.SplitSeed, c.Rows)));
        cases[FusedCase.Name] = PeerCase("small", FusedCase.Batch, "patches.bin", Side, [.. Enumerable.Range(0, FusedCase.Specs.Count).Select(FusedCase.Rate)], Patches.Split(FusedCase.Specs[0].Data.ValidationFraction, FusedCase.Specs[0].Data.SplitSeed, 0));
        File.WriteAllText(Path.Combine(Folder, "cases.json"), JsonSerializer.Serialize(cases, Json));
    }

    // Normalised by the rows that train, as a trial does. The first rows of the digits are those of the patches.
    private object PeerCase(string model, int batch, string pixels, int side, double[] rates, DataSplit split)
    {
        var fitted = Digits.Fit(split.Train);
        return new { model, batch, pixels, side, rates, mean = fitted.Mean[0], std = fitted.Std[0], split.Train, split.Validation };
    }
}
