using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Platform.Core.Tracking;
using Platform.Core.Tracking.Blocks;
using Xunit;

namespace Platform.Core.Tests.Tracking;

public sealed class MetricBlockTests
{
    private const int Cases = 1_000;

    [Fact]
    public void Whatever_is_encoded_is_decoded_again() => Hold(batch =>
    {
        var logged = MetricsLogged.Of(batch, DateTimeOffset.UnixEpoch);
        var columns = MetricBlock.Decode(logged.Block);
        var expected = Points.Sets(batch);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), columns.Select(c => c.Key));
        foreach (var column in columns)
            AssertSame(expected[column.Key], column);
        Assert.Equal((expected.Values.Sum(p => p.Count), expected.Count), (logged.Points, logged.Keys));
    });

    [Fact]
    public void A_single_key_is_found_without_the_others() => Hold(batch =>
    {
        var block = MetricsLogged.Of(batch, DateTimeOffset.UnixEpoch).Block;
        foreach (var (key, points) in Points.Sets(batch))
            AssertSame(points, MetricBlock.Decode(block, key)!);
        Assert.Null(MetricBlock.Decode(block, "not there"));
    });

    [Fact]
    public void Damage_is_said_and_nothing_else_happens() => Hold(batch =>
    {
        var block = MetricsLogged.Of(batch, DateTimeOffset.UnixEpoch).Block;
        for (var place = 0; place < block.Length; place++)
        {
            foreach (var change in (byte[])[1, 0x80, 0xff])
            {
                var damaged = block.ToArray();
                damaged[place] ^= change;
                DecodeOrSay(damaged);
            }
            Assert.Throws<InvalidDataException>(() => MetricBlock.Decode(block.AsSpan(0, place)));
        }
    }, cases: 60);

    [Fact]
    public void Noise_is_said_and_nothing_else_happens()
    {
        for (var case_ = 0; case_ < 20_000; case_++)
        {
            var noise = SHA512.HashData(BitConverter.GetBytes(case_)).AsSpan(0, 1 + (case_ % 64)).ToArray();
            noise[0] = 1;
            if (noise.Length > 1)
                noise[1] &= 1;
            DecodeOrSay(noise);
        }
    }

    [Fact]
    public void The_latest_of_metrics_survive_packing() => Hold(batch =>
    {
        var fold = new LatestFold(null);
        fold.Add(MetricsLogged.Of(batch, DateTimeOffset.UnixEpoch).Block);
        var latest = fold.Sorted();
        var again = PackedLatest.Decode(PackedLatest.Encode(latest));
        Assert.Equal(latest.Select(Bits), again.Select(Bits));
        foreach (var (metric, points) in latest.Select(m => (m, Points.Sets(batch)[m.Key])))
        {
            Assert.Equal(0, metric.Last.CompareTo(points.Max()));
            Assert.Equal((points.Count, points.Min(p => p.Step)), (metric.Count, metric.FirstStep));
            var numbers = points.Select(p => p.Value).Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).ToList();
            Assert.Equal((numbers.Min(), numbers.Max()), (metric.Min, metric.Max));
        }
    });

    [Fact]
    public void Batches_of_few_keys_take_few_bytes()
    {
        Assert.InRange(MetricsLogged.Of(Points.Curve("loss", 1000, value: i => (float)Math.Sin(i)), DateTimeOffset.UnixEpoch).Block.Length / 1000.0, 1, 4.1);
        Assert.InRange(MetricsLogged.Of(Points.Curve("loss", 1000), DateTimeOffset.UnixEpoch).Block.Length / 1000.0, 1, 8.1);
    }

    [Fact]
    public void Blocks_written_once_load_for_ever()
    {
        var batch = Points.Curve("loss", 100);
        batch.Add("loss", new MetricPoint(long.MaxValue, long.MinValue, double.NaN));
        batch.Add("loss", new MetricPoint(long.MinValue, long.MaxValue, double.NegativeInfinity));
        batch.Add("val_loss", new MetricPoint(0, 0, -0.0));
        batch.Add("val_acc", new MetricPoint(7, 1_767_323_045_678, 0.1));
        var block = MetricsLogged.Of(batch, DateTimeOffset.UnixEpoch).Block;
        var shared = MetricsLogged.Of(Wide(), DateTimeOffset.UnixEpoch).Block;
        foreach (var (name, written, points) in (IEnumerable<(string, byte[], MetricBatch)>)[("metric_block.v1.bin", block, batch), ("metric_block_shared.v1.bin", shared, Wide())])
        {
            var file = Path.Combine(SourceTree.Root, "tests", "Platform.Core.Tests", "Golden", name);
            if (System.Environment.GetEnvironmentVariable("PLATFORM_WRITE_GOLDEN") is "1" && !File.Exists(file))
                File.WriteAllBytes(file, written);
            foreach (var column in MetricBlock.Decode(File.ReadAllBytes(file)))
                AssertSame(Points.Sets(points)[column.Key], column);
        }
    }

    private static MetricBatch Wide()
    {
        var batch = new MetricBatch();
        for (var key = 0; key < 20; key++)
            batch.Add($"layer {key}/norm", new MetricPoint(3, 1_767_323_045_678, key / 4.0));
        return batch;
    }

    private static void DecodeOrSay(byte[] block)
    {
        try
        {
            MetricBlock.Decode(block);
        }
        catch (InvalidDataException)
        {
            // It was said.
        }
    }

    private static void AssertSame(List<MetricPoint> expected, MetricColumn column)
    {
        Assert.Equal(expected.Count, column.Count);
        for (var i = 0; i < expected.Count; i++)
            Assert.Equal((expected[i].Step, expected[i].Time, Bits(expected[i].Value)), (column[i].Step, column[i].Time, Bits(column[i].Value)));
    }

    private static (string, long, long, long, long, long, long, long) Bits(LatestMetric m) =>
        (m.Key, m.Last.Step, m.Last.Time, Bits(m.Last.Value), Bits(m.Min), Bits(m.Max), m.Count, m.FirstStep);

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    private static void Hold(Action<MetricBatch> property, int cases = Cases) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(cases),
        Prop.ForAll(Points.Any, batch =>
        {
            property(batch);
            return true;
        }));
}
