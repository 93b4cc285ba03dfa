using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Data;

public class ExactMathTests
{
    [Fact]
    public void Sine_and_cosine_agree_with_the_mathematical_library()
    {
        for (var angle = -10.0; angle <= 10; angle += 0.0137)
        {
            Assert.Equal(Math.Sin(angle), ExactMath.Sin(angle), 3e-15);
            Assert.Equal(Math.Cos(angle), ExactMath.Cos(angle), 3e-15);
        }
    }
}
