using Bidline.Server.Console.Entrance;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Entrance;

public sealed class ConsoleAccessTests
{
    [Theory]
    [InlineData("/", true)]
    [InlineData("/calls?range=7d", true)]
    [InlineData("//evil.example/", false)]
    [InlineData("/\\evil.example/", false)]
    [InlineData("https://evil.example/", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("/sign-in", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Signing_in_leads_to_addresses_of_ours_only(string? address, bool ours) =>
        ConsoleAccess.IsOurs(address).ShouldBe(ours);
}
