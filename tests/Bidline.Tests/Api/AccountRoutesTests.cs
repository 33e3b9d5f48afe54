using System.Net.Http.Headers;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

public sealed class AccountRoutesTests
{
    [Fact]
    public async Task A_key_made_over_the_api_works_until_it_is_revoked()
    {
        await using var server = await ApiServer.StartAsync();
        using var admin = await server.ClientAsync();
        var made = await admin.SendAsync("POST", "/v1/keys", "{\"name\":\"CI\",\"role\":\"viewer\"}");
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.Of("secret"));

        var before = await client.SendAsync("GET", "/v1/buyers");
        await admin.SendAsync("DELETE", $"/v1/keys/{made.Of("id")}");
        var after = await client.SendAsync("GET", "/v1/buyers");

        (made.Status, before.Status, after.Status).ShouldBe((201, 200, 401));
        (await admin.SendAsync("GET", "/v1/keys")).Text.ShouldNotContain(made.Of("secret"));
    }

    [Theory]
    [InlineData("/v1/keys", "{\"name\":\"\",\"role\":\"root\",\"expires_at\":\"2020-01-01T00:00:00Z\"}", "/expires_at past,/name length,/role unknown_value")]
    [InlineData("/v1/users", "{\"email\":\"ann\",\"role\":\"admin\",\"password\":\"short\"}", "/email email,/password password")]
    [InlineData("/v1/users", "{}", "/email missing,/password missing,/role missing")]
    public async Task Every_mistake_is_named(string path, string body, string errors)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();

        var answer = await client.SendAsync("POST", path, body);

        answer.Status.ShouldBe(422);
        string.Join(',', answer.Errors.Order(StringComparer.Ordinal)).ShouldBe(errors);
    }

    [Fact]
    public async Task The_last_admin_cannot_be_disabled()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync();
        var ann = await client.SendAsync(
            "POST", "/v1/users", "{\"email\":\"ann@example.com\",\"role\":\"admin\",\"password\":\"correct horse\"}");

        var disabled = await client.SendAsync("PATCH", $"/v1/users/{ann.Of("id")}", "{\"disabled\":true}");

        ann.Status.ShouldBe(201);
        ann.Text.ShouldNotContain("pbkdf2");
        (disabled.Status, disabled.Of("code")).ShouldBe((409, "last_admin"));
    }

    [Fact]
    public async Task The_key_of_the_environment_is_an_admin()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(null);

        var answer = await client.SendAsync("GET", "/v1/keys", null, ("Authorization", $"Bearer {ApiServer.AdminKey}"));

        answer.Status.ShouldBe(200);
    }
}
