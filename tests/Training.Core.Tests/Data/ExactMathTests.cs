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

    [Theory]
    [InlineData(1, 5, 1)]
    [InlineData(7, 1, 7)]
    [InlineData(27, 3, 3)]
    [InlineData(10, 3, 2.15443469003188)]
    [InlineData(1000, 9, 2.15443469003188)]
    public void A_root_raised_again_is_the_number(double value, int degree, double root) => Assert.Equal(root, ExactMath.Root(value, degree), 1e-13);
}
