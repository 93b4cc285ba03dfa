using Training.Core.Data;

namespace Platform.Web.Launch;

/// <summary>A sweep to begin from: each runs at once, without any download, in minutes.</summary>
/// <param name="Name">In the address.</param>
/// <param name="Title">On the button.</param>
/// <param name="Help">What it shows, one sentence.</param>
/// <param name="Yaml">The sweep file.</param>
public sealed record SweepTemplate(string Name, string Title, string Help, string Yaml)
{
    /// <summary>What the form holds when it is opened.</summary>
    public static SweepTemplate First => All[0];

    /// <summary>The one that fits a kind of samples best.</summary>
    public static SweepTemplate For(SampleKind samples) => samples switch
    {
        SampleKind.Table or SampleKind.Series => All.Single(template => template.Name == "table"),
        SampleKind.Text => All.Single(template => template.Name == "text"),
        _ => First,
    };

    public static IReadOnlyList<SweepTemplate> All { get; } =
    [
        new("digits", "Pictures", "Two families of networks on generated digits, weak trials pruned early.",
            """
            name: digits, first search
            data: digits
            epochs: 5
            trials: 12
            parallelism: 2
            seed: 1
            device: cpu
            priority: 5
            objective: validation_accuracy
            sampler: auto
            pruner: {name: median, warmup_epochs: 2}
            fixed: {train_samples: 4000, optimizer: adam, schedule: cosine}
            space:
              model: {type: categorical, choices: [mlp, cnn]}
              learning_rate: {type: float, low: 0.0003, high: 0.03, log: true}
              batch_size: {type: categorical, choices: [32, 64, 128]}
              mlp.width: {type: int, low: 64, high: 256, log: true, when: {model: [mlp]}}
              cnn.channels: {type: int, low: 8, high: 16, step: 8, when: {model: [cnn]}}
              dropout: {type: float, low: 0, high: 0.4}
            """),
        new("table", "A table", "A number predicted from a generated table: boosted trees against networks.",
            """
            name: table, trees or networks
            data: friedman
            epochs: 12
            trials: 16
            parallelism: 2
            seed: 1
            objective: validation_rmse
            sampler: auto
            pruner: {name: median, warmup_epochs: 3}
            fixed: {optimizer: adamw, schedule: cosine}
            space:
              model: {type: categorical, choices: [mlp, trees]}
              learning_rate: {type: float, low: 0.0005, high: 0.02, log: true, when: {model: [mlp]}}
              mlp.width: {type: int, low: 32, high: 256, log: true, when: {model: [mlp]}}
              trees.depth: {type: int, low: 3, high: 8, when: {model: [trees]}}
              trees.rate: {type: float, low: 0.02, high: 0.3, log: true, when: {model: [trees]}}
            """),
        new("text", "Text", "A small language model on generated sentences.",
            """
            name: sentences, a small language model
            data: sentences
            epochs: 6
            trials: 8
            parallelism: 2
            seed: 1
            objective: validation_loss
            sampler: {name: tpe, startup_trials: 4}
            pruner: {name: median, warmup_epochs: 2}
            fixed: {model: gpt, gpt.layers: 2, gpt.width: 64, gpt.heads: 2, text.context: 32, text.windows_per_epoch: 1600, batch_size: 32, optimizer: adamw, schedule: cosine}
            space:
              learning_rate: {type: float, low: 0.0005, high: 0.01, log: true}
              dropout: {type: float, low: 0, high: 0.2}
            """),
        new("compromise", "Good and fast", "Two objectives, accuracy and training time: the best compromises of both.",
            """
            name: digits, good and fast
            data: digits
            epochs: 4
            trials: 16
            parallelism: 2
            seed: 1
            objectives: [validation_accuracy, {metric: trained_seconds, direction: minimize}]
            sampler: gp
            fixed: {model: mlp, train_samples: 3000, optimizer: adam}
            space:
              learning_rate: {type: float, low: 0.0003, high: 0.03, log: true}
              mlp.width: {type: int, low: 16, high: 512, log: true}
              mlp.layers: {type: int, low: 1, high: 3}
            """),
    ];
}
