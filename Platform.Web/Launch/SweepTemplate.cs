namespace Platform.Web.Launch;

/// <summary>What the form holds when it is opened: a sweep that runs at once, without any download, in a few minutes.</summary>
internal static class SweepTemplate
{
    public const string Yaml =
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
        sampler: {name: tpe, startup_trials: 5}
        pruner: {name: median, warmup_epochs: 2}
        fixed: {train_samples: 4000, optimizer: adam, schedule: cosine}
        space:
          model: {type: categorical, choices: [mlp, cnn]}
          learning_rate: {type: float, low: 0.0003, high: 0.03, log: true}
          batch_size: {type: categorical, choices: [32, 64, 128]}
          mlp.width: {type: int, low: 64, high: 256, log: true, when: {model: [mlp]}}
          cnn.channels: {type: int, low: 8, high: 16, step: 8, when: {model: [cnn]}}
          dropout: {type: float, low: 0, high: 0.4}
        """;
}
