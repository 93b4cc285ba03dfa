namespace Training.Core.Data;

/// <summary>What a page shows of a data set without opening it.</summary>
/// <param name="Name">The value of the field <c>data</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Available">Whether all its files are there (a generated one always is).</param>
/// <param name="MissingFiles">Paths below the data folder that are absent, such as <c>mnist/train-images-idx3-ubyte.gz</c>.</param>
/// <param name="HowToGet">What to do about missing files or a wrong manifest; empty when available.</param>
/// <param name="ShapeText">For people, such as <c>28×28 grey</c>.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="TrainRows">Rows of the training pool, validation included.</param>
/// <param name="TestRows">Rows of the test pool; like the other counts 0 where only opening can tell.</param>
/// <param name="Target">What is predicted; decides the metrics that a trial has.</param>
/// <param name="Samples">What the samples are; decides which model families can take them.</param>
public sealed record DatasetInfo(
    string Name, string Title, bool Available, IReadOnlyList<string> MissingFiles, string HowToGet, string ShapeText, int Classes, int TrainRows, int TestRows,
    TargetKind Target = TargetKind.Class, SampleKind Samples = SampleKind.Image)
{
    /// <summary>What <see cref="HowToGet"/> says, step by step; null where nothing can be fetched.</summary>
    public DatasetSteps? Steps { get; init; }
}
