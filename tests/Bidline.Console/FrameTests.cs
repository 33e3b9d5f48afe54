using Bidline.Console.Parts;
using Xunit;

namespace Bidline.Console;

public sealed class FrameTests(Suite suite)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/live")]
    [InlineData("/calls")]
    public async Task A_page_opens_without_a_complaint_of_the_browser(string path)
    {
        await using var screen = await suite.OpenAsync(path);

        screen.ShouldHaveNoComplaints();
    }
}
