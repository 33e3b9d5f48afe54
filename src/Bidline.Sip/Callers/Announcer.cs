using Bidline.Sip.Dialogs;
using Bidline.Sip.Media.Announcements;

namespace Bidline.Sip.Callers;

/// <summary>Answers a caller by ourselves and plays to it.</summary>
internal sealed class Announcer(EdgeCore core)
{
    public void Begin(SipCall? call, PreparedAudio audio, TaskCompletionSource done)
    {
        if (call is null || !core.Media.TryAnswerAlone(call))
        {
            done.TrySetResult();
            return;
        }

        if (call.State == CallerState.Proceeding)
        {
            core.Counters.CallsAnswered++;
            core.Replies.Answer(call, call.Caller.Sdp.Text);
        }

        call.Announcing = done;
        call.Bridge!.Play(audio, (_, _) => done.TrySetResult());
    }

    public static void Stop(SipCall? call, TaskCompletionSource done)
    {
        if (call?.Announcing == done) call.Bridge?.StopPlaying();
        done.TrySetResult();
    }
}
