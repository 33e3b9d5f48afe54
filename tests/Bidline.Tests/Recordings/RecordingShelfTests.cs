using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Recordings;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Recordings;

public sealed class RecordingShelfTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly Author Ann = new("user:ann", "console");

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_recording_is_kept_once_however_often_it_is_reported(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        var made = world.Make();

        await world.Shelf.KeepAsync(made);
        await world.Shelf.KeepAsync(made with { Cut = "crash" });

        var sound = (await world.Shelf.OfAsync(made.Name.Call, Stop)).ShouldHaveSingleItem();
        sound.Recording.Name.ShouldBe(made.Name);
        sound.Recording.Outline.ShouldBe(made.Outline);
        sound.Recording.Cut.ShouldBeNull();
        sound.KeepUntil.ShouldBe(world.Clock.GetUtcNow().AddDays(90));
        world.Shelf.FileOf(sound).ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Its_sound_goes_when_its_time_is_over_and_what_is_known_of_it_stays(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        var made = world.Make();
        await world.Shelf.KeepAsync(made);

        world.Clock.Advance(TimeSpan.FromDays(90) - TimeSpan.FromSeconds(1));
        (await world.Shelf.ExpireAsync(Stop)).ShouldBe(0);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await world.Shelf.ExpireAsync(Stop)).ShouldBe(1);

        var sound = (await world.Shelf.OfAsync(made.Name.Call, Stop)).ShouldHaveSingleItem();
        sound.DeletedAt.ShouldBe(world.Clock.GetUtcNow());
        sound.Recording.Sha256.ShouldBe(made.Sha256);
        world.Shelf.FileOf(sound).ShouldBeNull();
        File.Exists(Path.Combine(world.Shelf.Directory, made.Name.Relative)).ShouldBeFalse();
        (await world.Shelf.ExpireAsync(Stop)).ShouldBe(0);
    }

    [Fact]
    public async Task Who_listened_and_who_deleted_is_on_record()
    {
        await using var world = await World.StartAsync(StoreKind.Sqlite);
        var made = world.Make();
        await world.Shelf.KeepAsync(made);
        var sound = (await world.Shelf.FindAsync(made.Name.Call, 1, Stop)).ShouldNotBeNull();

        await world.Shelf.ListenedAsync(sound, Ann);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await world.Shelf.DeleteAsync(sound, Ann)).ShouldBeTrue();
        (await world.Shelf.DeleteAsync((await world.Shelf.FindAsync(made.Name.Call, 1, Stop))!, Ann)).ShouldBeFalse();

        (await world.Shelf.LooksAsync(sound, 10, Stop)).Select(look => $"{look.Author.Name} {look.Entry.Action}")
            .ShouldBe(["user:ann removed", "user:ann listened"]);
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(899, 0, true)]
    [InlineData(900, 0, false)]
    [InlineData(0, 1, false)]
    public void A_link_opens_one_recording_for_a_quarter_of_an_hour(int seconds, int otherAttempt, bool opens)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-27T08:00:00Z"));
        var links = new RecordingLinks(new byte[32], clock);
        var call = CallId.New(clock);
        var (path, until) = links.To(call, 1);
        var signature = path[(path.LastIndexOf('=') + 1)..];

        clock.Advance(TimeSpan.FromSeconds(seconds));

        links.Opens(call, 1 + otherAttempt, until.ToUnixTimeSeconds(), signature).ShouldBe(opens);
        links.Opens(call, 1, until.ToUnixTimeSeconds() + 60, signature).ShouldBeFalse();
        links.Opens(CallId.New(clock), 1, until.ToUnixTimeSeconds(), signature).ShouldBeFalse();
        new RecordingLinks([.. Enumerable.Repeat((byte)1, 32)], clock)
            .Opens(call, 1, until.ToUnixTimeSeconds(), signature).ShouldBeFalse();
    }

    [Theory]
    [InlineData("2026/11/27/call_0197b0de1c2d7e3f8a9b0c1d2e3f4a5b-2.wav", true)]
    [InlineData("2026/13/27/call_0197b0de1c2d7e3f8a9b0c1d2e3f4a5b-2.wav", false)]
    [InlineData("2026/11/27/call_0197b0de1c2d7e3f8a9b0c1d2e3f4a5b.wav", false)]
    [InlineData("2026/11/27/../../etc/passwd-1.wav", false)]
    [InlineData("call_0197b0de1c2d7e3f8a9b0c1d2e3f4a5b-2.wav", false)]
    public void Only_a_file_of_ours_is_read_as_a_recording(string file, bool isOurs)
    {
        RecordingName.TryRead(file, out var name).ShouldBe(isOurs);
        if (isOurs) name!.Relative.ShouldBe(file);
    }

    private sealed class World : IAsyncDisposable
    {
        private readonly TestStore _store;
        private readonly string _directory = Directory.CreateTempSubdirectory("bidline-shelf-").FullName;

        private World(TestStore store, FakeTimeProvider clock)
        {
            (_store, Clock) = (store, clock);
            Shelf = new RecordingShelf(_directory, store.Store, new BookShelf(), new Audit(store.Store, clock), clock);
        }

        public FakeTimeProvider Clock { get; }

        public RecordingShelf Shelf { get; }

        public static async Task<World> StartAsync(StoreKind kind)
        {
            var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-27T08:00:00Z"));
            return new World(await TestStore.OpenAsync(kind, clock), clock);
        }

        public FinishedRecording Make()
        {
            var name = new RecordingName(new DateOnly(2026, 11, 27), CallId.New(Clock), 1);
            var path = Path.Combine(_directory, name.Relative);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "sound");
            return new FinishedRecording(name, 5, TimeSpan.FromSeconds(61), new string('a', 64), [1, 2, 255]);
        }

        public async ValueTask DisposeAsync()
        {
            await _store.DisposeAsync();
            Directory.Delete(_directory, recursive: true);
        }
    }
}
