using System.Net.Sockets;
using Bidline.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Routing;

public sealed class BuyerKeepingTests
{
    [Fact]
    public async Task The_keepers_of_a_single_server_take_no_port_that_others_could_have_or_knock_at()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        using var knock = new TcpClient();

        var refused = await Should.ThrowAsync<SocketException>(() => knock.ConnectAsync(host.Silo));

        refused.SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
    }
}
