using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Silo.Tests.Support;
using Search;
using Xunit;

namespace Platform.Silo.Tests;

public sealed class PictureTests(SiloPlatform platform) : IClassFixture<SiloPlatform>
{
    [Fact]
    public async Task A_picture_that_cannot_be_kept_ends_no_run()
    {
        await File.WriteAllTextAsync(Path.Combine(platform.Home, "pictures"), "no folder");
        var silo = await platform.SharedSiloAsync();
        var id = await platform.LaunchAsync(Some.Sweep(trials: 1, epochs: 2, samples: 100) with
        {
            Fixed = ParameterSet.Of(("model", "autoencoder"), ("autoencoder.channels", 4L), ("autoencoder.code", 8L), ("train_samples", 100L)),
            Objective = new("validation_loss", Direction.Minimize),
        });

        await platform.CompletedAsync(id);

        Assert.Equal(TrialStatus.Completed, (await platform.TrialAsync($"{id}-1")).Status);
        Assert.All((await platform.EventsAsync($"{id}-1")).OfType<EpochCompleted>(), epoch => Assert.Null(epoch.Picture));
        Assert.Contains("the picture of an epoch could not be kept", silo.Log, StringComparison.Ordinal);
    }
}
