using Training.Core.Data;
using Training.Core.Models.Gans;
using static Training.Core.Fields;

namespace Training.Core.Models;

/// <summary>The family <c>gan</c>: its fields and how they become networks.</summary>
internal static class GanFamily
{
    private static readonly FieldCondition When = new("model", ["gan"]);

    public static ModelFamily Family { get; } = new(
        "gan", "Adversarial pair", "One network makes small pictures, another tells them from real ones; needs no labels. Adam with beta1 0.5 and a rate of 0.0002 is the usual start; 'activation' has no effect.",
        [
            Int("gan.latent", "Random numbers", 64, 1, 1024, "Random numbers that a picture is made from.", When, search: new(16, 256), log: true),
            Int("gan.channels", "Channels", 32, 4, 256, "Channels of the layers at half the image's size; those at a quarter have twice as many.", When, search: new(16, 64), log: true),
            Float("gan.judge_rate", "Judge's rate", 1.0, 0.01, 10, "Learning rate of the judging network as a share of learning_rate.", When, search: new(0.2, 4), log: true),
        ],
        values => new GanSpec(values.Int("gan.latent"), values.Int("gan.channels"), values.Float("gan.judge_rate"), values.Text("activation"), values.Float("dropout")),
        (spec, shape, _, dropout) => new Gan(ModelCatalog.Need<ImageShape>(spec, shape, "images"), (GanSpec)spec, dropout))
    {
        Takes = [SampleKind.Image], Target = TargetKind.Likeness,
        Learner = (model, spec, _) => new GanLearner((Gan)model, spec),
    };
}
