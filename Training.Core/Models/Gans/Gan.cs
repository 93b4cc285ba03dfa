using Training.Core.Data;
using Training.Core.Torch;
using Training.Core.Torch.Modules;

namespace Training.Core.Models.Gans;

/// <summary>
/// The networks of Radford, Metz and Chintala 2015 (arXiv 1511.06434) for small images: a generator from random numbers by two transposed
/// convolutions with batch normalisation, and a discriminator of two strided convolutions with leaky ReLUs. Pixels are -1 to 1.
/// </summary>
public sealed class Gan : torch.nn.Module<torch.Tensor, torch.Tensor>, IRowNetwork
{
    private const int Kernel = 4;
    private const double Leak = 0.2;

    private readonly Sequential _project;
    private readonly Sequential _generate;
    private readonly Sequential _judge;
    private readonly Sequential _verdict;
    private readonly ImageShape _small;
    private readonly int _latent;
    private CounterRandom _random = CounterRandom.For(0, stream: 32);

    /// <summary>Builds it with zero weights.</summary>
    /// <param name="shape">Shape of one image.</param>
    /// <param name="spec">Random numbers, channels and dropout.</param>
    /// <param name="dropout">Where dropout draws from.</param>
    /// <exception cref="SpecException">The image's sides cannot be halved twice without a rest.</exception>
    public Gan(ImageShape shape, GanSpec spec, RandomStream dropout)
        : base(nameof(Gan))
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(spec);
        if (shape.Height % 4 != 0 || shape.Width % 4 != 0)
            throw new SpecException("model", $"'gan' halves an image twice, which needs sides that 4 divides, but the data set's are {shape}. Use other data.");
        var channels = spec.Channels;
        (_latent, _small) = (spec.Latent, new ImageShape(2 * channels, shape.Height / 4, shape.Width / 4));
        _project = torch.nn.Sequential(torch.nn.Linear(_latent, _small.Size));
        _generate = torch.nn.Sequential(
            torch.nn.BatchNorm2d(2 * channels), torch.nn.ReLU(),
            torch.nn.ConvTranspose2d(2 * channels, channels, Kernel, stride: 2, padding: 1, bias: false), // (N, channels, H/2, W/2)
            torch.nn.BatchNorm2d(channels), torch.nn.ReLU(),
            torch.nn.ConvTranspose2d(channels, shape.Channels, Kernel, stride: 2, padding: 1),
            torch.nn.Tanh());
        _judge = torch.nn.Sequential(
            torch.nn.Conv2d(shape.Channels, channels, Kernel, padding: 1, stride: 2), torch.nn.LeakyReLU(Leak), // (N, channels, H/2, W/2)
            torch.nn.Conv2d(channels, 2 * channels, Kernel, padding: 1, stride: 2, bias: false), torch.nn.BatchNorm2d(2 * channels), torch.nn.LeakyReLU(Leak));
        _verdict = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Dropout(spec.Dropout, dropout), torch.nn.Linear(_small.Size, 1));
        RegisterComponents();
    }

    /// <summary>The parameters that make images.</summary>
    internal IEnumerable<Parameter> Generator => [.. _project.parameters(), .. _generate.parameters()];

    /// <summary>The parameters that judge them.</summary>
    internal IEnumerable<Parameter> Discriminator => [.. _judge.parameters(), .. _verdict.parameters()];

    /// <summary>How real images (N, C, H, W) look: logits (N, 1).</summary>
    public override torch.Tensor forward(torch.Tensor input) => _verdict.call(_judge.call(input));

    /// <summary>An image for each item of a stream: (items, C, H, W).</summary>
    internal torch.Tensor Generate(CounterRandom random, ReadOnlySpan<int> items, torch.Device device)
    {
        var numbers = new float[items.Length * _latent];
        for (var i = 0; i < items.Length; i++)
            RandomNumbers.Normal(random.Child(items[i]), _latent, 1).CopyTo(numbers, i * _latent);
        var small = _project.call(torch.tensor<float>(numbers, items.Length, _latent).to(device).to(_project.parameters().First().dtype));
        return _generate.call(small.reshape(-1, _small.Channels, _small.Height, _small.Width));
    }

    void IRowNetwork.Draw(CounterRandom random) => _random = random;

    // One image for each row, always the same: what an evaluation compares with the rows.
    torch.Tensor IRowNetwork.Answer(in Batch batch)
    {
        var rows = new int[batch.Samples];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = batch.Row(i);
        return Generate(_random, rows, batch.Input.device);
    }
}
