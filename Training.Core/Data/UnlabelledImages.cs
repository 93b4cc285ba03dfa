using Training.Core.Torch;

namespace Training.Core.Data;

/// <summary>Images whose labels nobody looks at: the target is a copy of the input, which noise then leaves alone.</summary>
/// <param name="labelled">The prepared images.</param>
/// <param name="shape">Their shape.</param>
/// <param name="target"><see cref="TargetKind.Input"/> leaves them normalised; <see cref="TargetKind.Likeness"/> brings pixels 0 to 255 to -1 to 1.</param>
internal sealed class UnlabelledImages(PreparedData labelled, ImageShape shape, TargetKind target) : PreparedData
{
    private readonly ImagePreparation _fitted = (ImagePreparation)labelled.Preparation;

    public override SampleShape Shape => shape;

    public override TargetKind Target => target;

    public override IReadOnlyList<string> ClassNames => [];

    public override DataSplit Split => labelled.Split;

    public override ReadOnlySpan<long> Strata => labelled.Strata;

    public override int TestRows => labelled.TestRows;

    public override ModelSignature Signature => labelled.Signature with { Classes = [] };

    public override Preparation Preparation => _fitted;

    public override int[] EpochRows(TrialRandomness random, int epoch, IReadOnlyList<int> used) => labelled.EpochRows(random, epoch, used);

    public override Batch Read(ReadOnlySpan<int> rows) => Unlabelled(labelled.Read(rows));

    public override Batch ReadTraining(TrialRandomness random, int epoch, int[] epochRows, int at, int count) => Unlabelled(labelled.ReadTraining(random, epoch, epochRows, at, count));

    public override Batch ReadTest(ReadOnlySpan<int> rows) => Unlabelled(labelled.ReadTest(rows));

    /// <summary>Images (N, C, H, W), as targets are, to pixels of 0 to 1; what a network made may lie outside.</summary>
    public torch.Tensor Pixels(torch.Tensor images) => target == TargetKind.Likeness
        ? images.add(1).mul(0.5)
        : images.mul(Channels(_fitted.Std, images.device)).add(Channels(_fitted.Mean, images.device));

    private Batch Unlabelled(Batch batch)
    {
        var input = batch.Input;
        if (target == TargetKind.Likeness)
            input = input.mul(Channels(_fitted.Std, input.device)).add(Channels(_fitted.Mean, input.device)).mul(2).add(-1);
        return batch with { Input = input, Target = input.clone(), Mixed = null };
    }

    private static torch.Tensor Channels(IReadOnlyList<double> values, torch.Device device) => torch.tensor<float>([.. values.Select(value => (float)value)], 1, values.Count, 1, 1).to(device);
}
