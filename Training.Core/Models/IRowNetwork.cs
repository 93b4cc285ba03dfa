using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>A network that draws something for each row: what it draws is a function of (seed, epoch, row) alone, so that resuming changes nothing.</summary>
internal interface IRowNetwork
{
    /// <summary>Says where to draw from.</summary>
    void Draw(CounterRandom random);

    /// <summary>The answer to a batch with its row numbers and epoch.</summary>
    torch.Tensor Answer(in Batch batch);
}
