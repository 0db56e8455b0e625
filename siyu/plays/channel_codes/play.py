"""The play of channel codes, declared."""

from siyu.play import Play

PLAY = Play(key="channel_codes", name="渠道活码")
